"""Whatever readers and editors do to an article, in any order: no text of it and no proposal is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gotchas.intake import corrections, rules
from gotchas.models import Correction, Decision, Gotcha
from gotchas.models.applying import Refused
from gotchas.models.reverting import revert
from gotchas.models.revision import SUPPRESSED
from gotchas.tests.corrections import make_correction
from gotchas.tests.factories import make_gotcha
from gotchas.text.quoting import narrowed

pytestmark = pytest.mark.django_db

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck))
LINES = st.sampled_from(["1. Stop.", "2. Set it to 5.", "2. Set it to 8 now.", "3. Start.", "", "4. Look."])
TEXTS = st.lists(LINES, min_size=1, max_size=5).map("\n".join).filter(lambda text: text == text.strip())
NUMBER = st.integers(0, 99)
VERDICTS = {"dispute": "disputed", "hold": "held", "reject": "rejected"}
OPEN = ("reported", "disputed", "held")


@given(st.text("ab 1.#*\u00e9\n", max_size=40), st.text("ab 1.#*\u00e9\n", max_size=40))
@settings(QUIET, max_examples=25)
def test_applied_to_the_text_that_it_was_made_on_it_gives_what_was_proposed(base: str, wanted: str) -> None:
    if not base.strip() or base == wanted:
        return
    gotcha = make_gotcha(solution=base)
    quoted, proposed = narrowed(base, 0, len(base), wanted)
    ada = User.objects.get_or_create(username="ada")[0]
    make_correction(gotcha, quoted=quoted, proposed=proposed).apply(ada, "True.")
    assert Gotcha.objects.get(pk=gotcha.pk).solution == wanted


class Proposal:
    """What the plain model knows of a proposal: its fields as sent, and the states that it went through."""

    def __init__(self, pk: int, quoted: str, proposed: str, base: str, wanted: str) -> None:
        self.pk, self.quoted, self.proposed, self.base, self.wanted = pk, quoted, proposed, base, wanted
        self.states = ["reported"]
        self.said_since: int | None = None
        self.may_undo = False

    @property
    def state(self) -> str:
        return self.states[-1]

    @property
    def row(self) -> Any:
        return Correction.objects.get(pk=self.pk)


class Article(RuleBasedStateMachine):
    """Beside an article a plain list: what each revision said, None where that was erased, and which
    corrections it holds.
    """

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(text=TEXTS)
    def begin(self, text: str) -> None:
        self.ada = User.objects.create_user("ada")
        self.pk = make_gotcha(solution=text).pk
        self.texts: list[str | None] = [text]
        self.holds: list[set[int]] = [set()]
        self.now = text
        self.proposals: list[Proposal] = []

    @property
    def gotcha(self) -> Gotcha:
        return Gotcha.objects.select_related("collection").get(pk=self.pk)

    def does(self, action: Callable[[], object]) -> bool:
        """Whether it was done; what was refused must have changed nothing, which the invariants see."""
        try:
            with transaction.atomic():
                action()
        except Refused:
            return False
        return True

    def follows(self, holds: set[int], text: str | None = None) -> None:
        """The model after a change: the next revision, unless the text is what it was."""
        text = self.gotcha.solution if text is None else text
        if self.gotcha.last_revision > len(self.texts):
            self.texts.append(text)
            self.holds.append(holds)
        self.now = text

    def chosen(self, number: int) -> Proposal | None:
        return self.proposals[number % len(self.proposals)] if self.proposals else None

    @rule(number=NUMBER, wanted=TEXTS)
    def submit(self, number: int, wanted: str) -> None:
        on = number % len(self.texts)
        base = self.texts[on]
        if base is None or base == wanted:
            return
        quoted, proposed = narrowed(base, 0, len(base), wanted)
        gotcha = self.gotcha
        row = Correction(gotcha=gotcha, part="solution", quoted=quoted, proposed=proposed)
        row.collection, row.base = gotcha.collection, gotcha.revisions.get(number=on + 1)
        corrections.submit(row, rules.Verdict(rules.PUBLISHED, ()))
        self.proposals.append(Proposal(row.pk, quoted, proposed, base, wanted))

    @rule(text=TEXTS)
    def edit(self, text: str) -> None:
        gotcha = self.gotcha
        gotcha.solution = text
        gotcha.save()
        gotcha.record(author=self.ada)
        self.follows(self.holds[-1], text)

    @rule(number=NUMBER, verdict=st.sampled_from(sorted(VERDICTS)))
    def decide(self, number: int, verdict: str) -> None:
        if each := self.chosen(number):
            was_open = each.state in OPEN
            assert self.does(lambda: getattr(each.row, verdict)(self.ada, "So.")) == was_open
            if was_open:
                each.states.append(VERDICTS[verdict])
                each.may_undo = True

    @rule(number=NUMBER, other=NUMBER)
    def repeat(self, number: int, other: int) -> None:
        each, first = self.chosen(number), self.chosen(other)
        if each is None or first is None or "duplicate" in (each.state, first.state):
            return
        if each.row.duplicates.exists():
            return
        can = each.state in OPEN and each is not first
        assert self.does(lambda: each.row.duplicate(self.ada, "Same.", first.row)) == can
        if can:
            each.states.append("duplicate")
            each.may_undo = True

    @rule(number=NUMBER)
    def reopen(self, number: int) -> None:
        if each := self.chosen(number):
            can = each.state in ("rejected", "duplicate")
            assert self.does(lambda: each.row.reopen(self.ada, "Once more.")) == can
            if can:
                each.states.append("reported")
                each.may_undo = False

    @rule(number=NUMBER)
    def apply(self, number: int) -> None:
        each = self.chosen(number)
        if each and self.does(lambda: each.row.apply(self.ada, "True.")):
            assert each.state in OPEN
            self.applied(each, each.wanted if each.base == self.now else None)
        elif each:
            assert each.state not in OPEN or each.base != self.now

    @rule(number=NUMBER)
    def apply_what_is_put_right_by_hand(self, number: int) -> None:
        each = self.chosen(number)
        if each and each.state in OPEN:
            self.edit(each.wanted)
            if self.does(lambda: each.row.apply(self.ada, "True.")):
                self.applied(each, each.wanted)

    @rule(number=NUMBER, text=TEXTS)
    def apply_with_edits(self, number: int, text: str) -> None:
        each, on = self.chosen(number), len(self.texts)
        if each is None or self.texts[-1] is None:
            return
        can = each.state in OPEN and text != self.now
        assert self.does(lambda: each.row.apply(self.ada, "So.", text=text, on=on)) == can
        if can:
            self.applied(each, text)

    def applied(self, each: Proposal, text: str | None) -> None:
        each.states.append("applied")
        each.may_undo = True
        gotcha = self.gotcha
        each.said_since = None
        if gotcha.last_revision == len(self.texts):
            assert gotcha.solution == self.now
            each.said_since = Decision.objects.latest("pk").kept["said_since"]
            self.holds[each.said_since - 1 :] = [held | {each.pk} for held in self.said(each)]
        else:
            self.follows(self.holds[-1] | {each.pk}, text)

    def said(self, each: Proposal) -> list[set[int]]:
        """What the versions hold that say it of themselves."""
        assert each.said_since
        return self.holds[each.said_since - 1 :]

    @rule(number=NUMBER)
    def undo(self, number: int) -> None:
        each = self.chosen(number)
        if each is None:
            return
        was, held = each.state, self.holds[-1]
        if self.does(lambda: each.row.undo(self.ada)):
            assert each.may_undo
            each.states.pop()
            each.may_undo = False
            if was == "applied" and each.said_since:
                self.holds[each.said_since - 1 :] = [held - {each.pk} for held in self.said(each)]
                return
            self.follows(held - {each.pk} if was == "applied" else held)
        else:
            assert not each.may_undo or was == "applied"

    @rule(number=NUMBER)
    def put_back(self, number: int) -> None:
        number %= len(self.texts)
        old, on = self.gotcha.revisions.get(number=number + 1), len(self.texts)
        text, held = self.texts[number], self.holds[number]
        # What was erased stays as it is; the newest revision says something else once it was erased there.
        held = self.holds[-1] if text is None else held
        text = self.now if text is None else text
        can = self.texts[-1] is None or text != self.now
        assert self.does(lambda: revert(old, self.ada, "Back.", on=on)) == can
        if can:
            self.follows(held, text)

    @rule(number=NUMBER)
    def suppress(self, number: int) -> None:
        number %= len(self.texts)
        self.gotcha.revisions.get(number=number + 1).suppress(["solution"], "By order.")
        self.texts[number] = None

    @invariant()
    def every_text_is_there(self) -> None:
        revisions = list(self.gotcha.revisions.order_by("number"))
        assert [row.number for row in revisions] == list(range(1, len(self.texts) + 1))
        for row, text, held in zip(revisions, self.texts, self.holds, strict=True):
            assert row.content["solution"] == (SUPPRESSED if text is None else text)
            assert ("solution" in row.suppressed) == (text is None)
            assert not row.suppressed or row.suppressed_reason
            assert set(row.standing) == held

    @invariant()
    def the_article_says_what_its_newest_revision_says(self) -> None:
        gotcha = self.gotcha
        assert (gotcha.solution, gotcha.last_revision) == (self.now, len(self.texts))
        assert self.texts[-1] in (None, self.now)

    @invariant()
    def every_proposal_is_there(self) -> None:
        rows = {row.pk: row for row in Correction.objects.all()}
        assert rows.keys() == {each.pk for each in self.proposals}
        for each in self.proposals:
            row = rows[each.pk]
            assert (row.quoted, row.proposed, row.state) == (each.quoted, each.proposed, each.state)
            is_back = each.state == "applied" and each.pk not in self.holds[-1]
            assert (row.taken_back_in is not None) == is_back


def test_no_sequence_of_changes_and_decisions_loses_a_text_or_a_proposal() -> None:
    # Not made shorter when it fails: that takes minutes, and twenty steps can be read.
    few = settings(QUIET, max_examples=12, stateful_step_count=20, phases=[Phase.generate])
    run_state_machine_as_test(Article, settings=few)
