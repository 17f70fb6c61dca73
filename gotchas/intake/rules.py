"""What becomes of a text that a stranger sent: the site's policy first, then the rules that editors keep."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from gotchas.models import Policy, Rule
from gotchas.text import re2
from gotchas.text.words import fold_words

PUBLISHED, WAITING, SPAM = "published", "waiting", "spam"
_LINK = re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>\"')\]]+")
_MAIL_HOST = re.compile(r"@([A-Za-z0-9][A-Za-z0-9.-]*)")
_ADDRESS = re.compile(r"(?:[^\s<>\"(),:;@/]+@)?[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_MAIL_WORD = re.compile(r"[^\s<>\"(),:;]+")
LONGEST_CATCH = 120
"""Characters that are told of what a rule caught."""


def is_closed(form: str) -> bool:
    """Whether the site takes nothing by this form."""
    return policy_of(form).mode == Policy.Mode.CLOSED


class Verdict(NamedTuple):
    """What becomes of a text, and why, in words for an editor; nobody is told why a text is published.

    `provable`: it waits merely for suspicion, and is published if its sender's browser proves some work.
    """

    state: str
    reasons: tuple[str, ...] = ()
    provable: bool = False


class Catch(NamedTuple):
    """A rule and the part of a text that it caught."""

    rule: Rule
    what: str

    def __str__(self) -> str:
        return f"Rule: {self.rule}{f' ({self.what})' if self.what != self.rule.value else ''}"


def judge(
    form: str, texts: Sequence[str], *, is_known: Callable[[], bool], doubts: Sequence[str] = ()
) -> Verdict:
    """`published`, `waiting` or `spam` for a new text; `is_known` is asked only where the policy needs it.

    `doubts` are what makes its sender suspicious beside the text, in words for an editor.
    """
    catches = caught_by("\n".join(texts))
    reasons = (*(str(catch) for catch in catches), *doubts)
    if any(catch.rule.verdict == Rule.Verdict.SPAM for catch in catches):
        return Verdict(SPAM, reasons)
    policy = policy_of(form)
    by_policy = policy.mode == Policy.Mode.ALL_WAIT
    by_policy = by_policy or (policy.mode == Policy.Mode.FIRST_WAITS and not is_known())
    if by_policy:
        reasons += (f"Policy: {policy.get_mode_display()}",)
    if not reasons:
        return Verdict(PUBLISHED)
    by_rule = any(catch.rule.verdict == Rule.Verdict.WAIT for catch in catches)
    return Verdict(WAITING, reasons, provable=not by_policy and not by_rule)


def verdict_of(catches: Sequence[Catch]) -> str:
    """The heaviest verdict of the rules that caught a text, in its own words; "" where none did."""
    heaviest = (Rule.Verdict.SPAM, Rule.Verdict.WAIT, Rule.Verdict.PROOF)
    found = {catch.rule.verdict for catch in catches}
    return next((str(verdict.label) for verdict in heaviest if verdict in found), "")


def caught_by(text: str, *, enabled: bool = True) -> list[Catch]:
    """The rules that are switched on (or those that are not) and catch `text`, each with what it caught."""
    tried = ((rule, caught(rule, text)) for rule in Rule.objects.filter(enabled=enabled))
    return [Catch(rule, what[:LONGEST_CATCH]) for rule, what in tried if what]


def caught(rule: Rule, text: str) -> str:
    """The part of `text` that is what `rule` describes, or "".

    A rule whose value makes no sense describes nothing.
    """
    if rule.kind == Rule.Kind.LINKS:
        count = len(_LINK.findall(text))
        makes_sense = rule.value.isascii() and rule.value.isdigit()
        return f"{count} link{'' if count == 1 else 's'}" if makes_sense and count > int(rule.value) else ""
    if rule.kind == Rule.Kind.WORD:
        wanted = fold_words(rule.value)
        words = fold_words(text)
        found = bool(wanted) and any(words[i : i + len(wanted)] == wanted for i in range(len(words)))
        return rule.value if found else ""
    if rule.kind == Rule.Kind.ADDRESS:
        return _address_caught(rule.value.lower().strip("."), text)
    try:
        spans = re2.Pattern(rule.value).search(raw := re2.encode(text))
    except re2.Refused:
        return ""
    return (raw[slice(*spans[0])].decode("utf-8", "replace") or "the empty text") if spans else ""


def is_address(value: str) -> bool:
    """Whether a rule for an address can catch anything by `value`: a host, or a mail address."""
    return _ADDRESS.fullmatch(value.strip(".")) is not None


def _address_caught(wanted: str, text: str) -> str:
    """A link to the host `wanted` or below it, or a mail address there; or `wanted`, an address itself."""
    if not wanted:
        return ""
    if "@" in wanted:
        return next((wanted for word in _MAIL_WORD.findall(text.lower()) if word.strip(".") == wanted), "")
    links = ((link, _host(link)) for link in _LINK.findall(text))
    mails = ((f"@{host}", host.lower().rstrip(".")) for host in _MAIL_HOST.findall(text))
    return next((what for what, host in (*links, *mails) if f".{host}".endswith(f".{wanted}")), "")


def _host(link: str) -> str:
    try:
        return (urlsplit(link if "://" in link else f"http://{link}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def policy_of(form: str) -> Policy:
    """The site's policy for a form; an open one where nobody made any."""
    return Policy.objects.filter(form=form).first() or Policy(form=form)
