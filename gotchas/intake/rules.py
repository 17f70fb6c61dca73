"""What becomes of a text that a stranger sent: the site's policy first, then the rules that editors keep."""

import re
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from gotchas.models import Policy, Rule
from gotchas.text import re2
from gotchas.text.words import fold_words

PUBLISHED, WAITING, SPAM = "published", "waiting", "spam"
_LINK = re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>\"')\]]+")


def is_closed(form: str) -> bool:
    """Whether the site takes nothing by this form."""
    return _mode(form) == Policy.Mode.CLOSED


def judge(form: str, texts: Sequence[str], *, is_known: Callable[[], bool]) -> str:
    """`published`, `waiting` or `spam` for a new text; `is_known` is asked only where the policy needs it."""
    broken = {rule.verdict for rule in Rule.objects.filter(enabled=True) if breaks(rule, "\n".join(texts))}
    if Rule.Verdict.SPAM in broken:
        return SPAM
    mode = _mode(form)
    waits = mode == Policy.Mode.ALL_WAIT or (mode == Policy.Mode.FIRST_WAITS and not is_known())
    return WAITING if waits or broken else PUBLISHED


def breaks(rule: Rule, text: str) -> bool:
    """Whether `text` is what `rule` describes; a rule whose value makes no sense describes nothing."""
    if rule.kind == Rule.Kind.LINKS:
        return rule.value.isascii() and rule.value.isdigit() and len(_LINK.findall(text)) > int(rule.value)
    if rule.kind == Rule.Kind.WORD:
        wanted = fold_words(rule.value)
        words = fold_words(text)
        return bool(wanted) and any(words[i : i + len(wanted)] == wanted for i in range(len(words)))
    if rule.kind == Rule.Kind.ADDRESS:
        host = rule.value.lower().strip(".")
        return any(f".{_host(link)}".endswith(f".{host}") for link in _LINK.findall(text))
    try:
        return re2.Pattern(rule.value).search(re2.encode(text)) is not None
    except re2.Refused:
        return False


def _host(link: str) -> str:
    try:
        return (urlsplit(link if "://" in link else f"http://{link}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _mode(form: str) -> str:
    row = Policy.objects.filter(form=form).first()
    return row.mode if row else Policy.Mode.OPEN
