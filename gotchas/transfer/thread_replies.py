"""Whom each comment of a flat thread answers: proposals for an editor, from the texts and times alone.

The old page shows comments in the order of time. People made the tree in their heads and left signs of it:
"Steve,", "Yeah 1.15 is wrong", the same text twice, a second comment after two minutes. Each rule below reads
one such sign and says how sure it is; the first that speaks decides. What no rule reads speaks to the post.
Every comment is compared with indexes of what came before, so the time is linear.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from gotchas.text.references import references
from gotchas.transfer import thread_signs as signs
from gotchas.transfer.thread_headers import is_date_line, posted_at
from gotchas.transfer.thread_people import People
from gotchas.transfer.thread_records import ThreadComment, ThreadItem

AMENDMENT = timedelta(minutes=10)
ANSWER = timedelta(days=3)
CONVERSATION = timedelta(days=7)
CODE_MEMORY = timedelta(days=30)
OPEN_QUESTIONS = 8  # how many of the latest questions an answer without a name is held against
SHARED_WORDS = 2
DUPLICATE_LENGTH = 20
INHERIT_FROM = 0.8  # below this confidence a reply is not taken to speak of its parent's gotchas


@dataclass(frozen=True, slots=True)
class Proposal:
    """`parent` is a comment's number, None for the post itself; `answers` are further ones it answers.

    `gotchas` are source numbers: named in the text, meant by a code of one item alone, or the parent's.
    """

    number: int
    parent: int | None
    confidence: float
    why: str
    answers: tuple[int, ...] = ()
    gotchas: tuple[str, ...] = ()


@dataclass(slots=True)
class _Heard:
    """A comment with what its text shows, and later its proposal."""

    comment: ThreadComment
    person: str
    saluted: list[str]
    gotchas: tuple[str, ...]
    named: tuple[str, ...]
    comments_named: tuple[int, ...]
    codes: frozenset[tuple[str, str]]
    asks: bool
    words: frozenset[str]
    head: int = 0
    proposal: Proposal | None = None

    @property
    def number(self) -> int:
        return self.comment.number


@dataclass(frozen=True, slots=True)
class _Verdict:
    parent: int | None
    confidence: float
    why: str
    answers: tuple[int, ...] = ()


@dataclass(slots=True)
class _Memory:
    """Indexes of what was said before."""

    heard: dict[int, _Heard] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    last_of: dict[str, int] = field(default_factory=dict)
    # For each name the two persons who spoke last under it, the later one last.
    of_name: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_text: dict[str, int] = field(default_factory=dict)
    by_header: dict[tuple[object, str], int] = field(default_factory=dict)
    by_line: dict[str, int] = field(default_factory=dict)
    by_gotcha: dict[str, int] = field(default_factory=dict)
    by_code: dict[tuple[str, str], int] = field(default_factory=dict)
    reply_to: dict[str, int] = field(default_factory=dict)
    questions: list[int] = field(default_factory=list)


def propose(comments: Sequence[ThreadComment], items: Sequence[ThreadItem]) -> list[Proposal]:
    """A proposal for each comment, in their order."""
    listener = _Listener(comments, items)
    return [listener.hear(comment) for comment in comments]


class _Listener:
    def __init__(self, comments: Sequence[ThreadComment], items: Sequence[ThreadItem]) -> None:
        self.people = People([comment.author for comment in comments])
        self.memory = _Memory()
        self.numbers = frozenset(item.source_number for item in items)
        self.item_of_code = _items_of_codes(items)
        self.rules: tuple[Callable[[_Heard], _Verdict | None], ...] = (
            self._same_text,
            self._quoted_header,
            self._named_comment,
            self._salutation,
            self._amendment,
            self._reply_to_a_reply,
            self._same_gotcha,
            self._quoted_line,
            self._to_the_post,
            self._answer,
            self._same_code,
            self._own_again,
        )

    def hear(self, comment: ThreadComment) -> Proposal:
        new = self._heard(comment)
        verdicts = (rule(new) for rule in self.rules)
        verdict = next((v for v in verdicts if v), _Verdict(None, 0.85 if new.asks else 0.5, "names nobody"))
        new.proposal = Proposal(
            comment.number,
            verdict.parent,
            round(verdict.confidence, 2),
            verdict.why,
            verdict.answers,
            self._gotchas(new, verdict),
        )
        self._remember(new)
        return new.proposal

    def _heard(self, comment: ThreadComment) -> _Heard:
        text, seen = comment.text, references(comment.text)
        named = tuple(
            dict.fromkeys(r.number for r in seen if r.kind == "gotcha" and r.number in self.numbers)
        )
        codes = frozenset((code.family, code.code) for code in comment.codes)
        by_code = (self.item_of_code.get(code, "") for code in sorted(codes))
        others = (int(r.number) for r in seen if r.kind == "comment" and len(r.number) < 9)
        return _Heard(
            comment=comment,
            person=self.people.who(comment, signs.sign_off(text)),
            saluted=signs.salutes(text, self.memory.of_name),
            gotchas=tuple(dict.fromkeys([*named, *(number for number in by_code if number)])),
            named=named,
            comments_named=tuple(number for number in dict.fromkeys(others) if number in self.memory.heard),
            codes=codes,
            asks=signs.asks(text),
            words=signs.telling_words(text),
            head=comment.number,
        )

    def _gotchas(self, new: _Heard, verdict: _Verdict) -> tuple[str, ...]:
        if new.gotchas or verdict.parent is None or verdict.confidence < INHERIT_FROM:
            return new.gotchas
        return self.memory.heard[verdict.parent].gotchas

    def _remember(self, new: _Heard) -> None:
        memory, number, proposal = self.memory, new.number, new.proposal
        if proposal is not None:
            new.gotchas = proposal.gotchas
            for parent in (proposal.parent, *proposal.answers):
                if parent is not None and memory.heard[parent].person != new.person:
                    memory.reply_to[memory.heard[parent].person] = number
        memory.heard[number] = new
        memory.order.append(number)
        memory.last_of[new.person] = number
        for name in self.people.names(new.comment.author):
            others = [person for person in memory.of_name[name] if person != new.person]
            memory.of_name[name] = [*others[-1:], new.person]
        memory.by_text.setdefault(_squeezed(new.comment.text), number)
        memory.by_header[(new.comment.posted, new.comment.author)] = number
        memory.by_line.update(dict.fromkeys(signs.long_lines(new.comment.text), number))
        memory.by_gotcha.update(dict.fromkeys(new.gotchas, number))
        if new.asks:
            memory.questions.append(number)
            memory.by_code.update(dict.fromkeys(new.codes, number))

    # The rules, in the order in which they are asked.

    def _same_text(self, new: _Heard) -> _Verdict | None:
        text = _squeezed(new.comment.text)
        twin = self.memory.by_text.get(text) if len(text) >= DUPLICATE_LENGTH else None
        if twin is None:
            return None
        first = self.memory.heard[twin].proposal
        if first is None:
            return None
        return _Verdict(first.parent, first.confidence, f"same text as comment {twin}", first.answers)

    def _quoted_header(self, new: _Heard) -> _Verdict | None:
        lines = new.comment.text.split("\n")
        for line, below in pairwise(lines):
            if is_date_line(line) and (at := self.memory.by_header.get((posted_at(line), below.strip()))):
                return _Verdict(at, 0.9, f"quotes comment {at} with its date and name")
        return None

    def _named_comment(self, new: _Heard) -> _Verdict | None:
        if not new.comments_named:
            return None
        first, *others = new.comments_named
        return _Verdict(first, 0.85, f"names comment {first}", tuple(others))

    def _salutation(self, new: _Heard) -> _Verdict | None:
        meant = [at for name in new.saluted if (at := self._last_of_name(name, new.person))]
        if not meant:
            return None
        targets = list(dict.fromkeys(self.memory.heard[at].head for at in meant))
        said = f"greets {', '.join(name.title() for name in new.saluted)}"
        own = self._last_own(new, ANSWER)
        if own and own.number > max(meant) and set(own.saluted) & set(new.saluted):
            if signs.tells_progress(new.comment.text) or own.codes & new.codes:
                return _Verdict(own.number, 0.8, f"{said}, who has not answered comment {own.number} yet")
            return _Verdict(targets[0], 0.7, f"{said}; may also go on from comment {own.number}")
        unclear = any(len(self.memory.of_name[name]) > 1 for name in new.saluted)
        return _Verdict(targets[0], 0.8 if unclear else 0.95, said, tuple(targets[1:]))

    def _amendment(self, new: _Heard) -> _Verdict | None:
        own = self._last_own(new, AMENDMENT)
        if own is None:
            return None
        new.head = own.head
        return _Verdict(own.head, 0.95, f"the same author minutes after comment {own.number}")

    def _reply_to_a_reply(self, new: _Heard) -> _Verdict | None:
        opening = set(signs.opening_words(new.comment.text)[:1])
        if not opening & (signs.AGREEMENT | signs.DENIAL | signs.THANKS):
            return None
        at = self.memory.reply_to.get(new.person)
        if at is None or not self._within(new, at, CONVERSATION):
            return None
        return _Verdict(at, 0.9, f"begins like an answer, and comment {at} spoke to its author")

    def _same_gotcha(self, new: _Heard) -> _Verdict | None:
        opening = set(signs.opening_words(new.comment.text))
        for number in new.named:
            at = self.memory.by_gotcha.get(number)
            if at is None or self.memory.heard[at].person == new.person:
                continue
            if opening & (signs.AGREEMENT | signs.DENIAL):
                return _Verdict(at, 0.85, f"agrees or not, on {number}, which comment {at} speaks of")
            if self.memory.heard[at].asks and not new.asks:
                return _Verdict(at, 0.65, f"speaks of {number}, on which comment {at} asks")
        return None

    def _quoted_line(self, new: _Heard) -> _Verdict | None:
        for line in signs.long_lines(new.comment.text):
            at = self.memory.by_line.get(line)
            if at is not None and self.memory.heard[at].person != new.person:
                return _Verdict(at, 0.6 if new.asks else 0.8, f"quotes a line of comment {at}")
        return None

    def _to_the_post(self, new: _Heard) -> _Verdict | None:
        if not new.gotchas:
            return None
        spoken_of = any(number in self.memory.by_gotcha for number in new.gotchas)
        return _Verdict(None, 0.65 if spoken_of else 0.9, f"speaks of {', '.join(new.gotchas)} of the post")

    def _answer(self, new: _Heard) -> _Verdict | None:
        best, shared = 0, 0
        for at in reversed(self.memory.questions[-OPEN_QUESTIONS:]):
            question = self.memory.heard[at]
            common = len(question.words & new.words)
            if question.person != new.person and self._within(new, at, ANSWER) and common > shared:
                best, shared = at, common
        if shared < SHARED_WORDS:
            return None
        return _Verdict(best, min(0.9, 0.6 + 0.05 * shared), f"speaks of what comment {best} asks")

    def _same_code(self, new: _Heard) -> _Verdict | None:
        for code in sorted(new.codes):
            at = self.memory.by_code.get(code)
            if at is None or new.asks or self.memory.heard[at].person == new.person:
                continue
            if self._within(new, at, CODE_MEMORY):
                return _Verdict(at, 0.65, f"names {code[1]}, of which comment {at} asks")
        return None

    def _own_again(self, new: _Heard) -> _Verdict | None:
        own = self._last_own(new, ANSWER)
        if own is None:
            return None
        reply = self.memory.reply_to.get(new.person, 0)
        if reply > own.number:
            return _Verdict(reply, 0.65, f"comment {reply} spoke to its author before")
        return _Verdict(own.number, 0.6, f"the same author goes on from comment {own.number}")

    # What the rules ask of the memory.

    def _last_of_name(self, name: str, speaker: str) -> int:
        people = [person for person in self.memory.of_name[name] if person != speaker]
        return self.memory.last_of[people[-1]] if people else 0

    def _last_own(self, new: _Heard, window: timedelta) -> _Heard | None:
        at = self.memory.last_of.get(new.person)
        return self.memory.heard[at] if at is not None and self._within(new, at, window) else None

    def _within(self, new: _Heard, at: int, window: timedelta) -> bool:
        return abs(new.comment.posted - self.memory.heard[at].comment.posted) <= window


def _squeezed(text: str) -> str:
    return " ".join(text.split()).lower()


def _items_of_codes(items: Sequence[ThreadItem]) -> dict[tuple[str, str], str]:
    """For each code that only one item has, the item."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item in items:
        for code in item.codes:
            found[(code.family, code.code)].add(item.source_number)
    return {code: min(numbers) for code, numbers in found.items() if len(numbers) == 1}
