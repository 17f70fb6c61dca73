"""What readers and editors say against articles and of codes, all of it, for files that carry it."""

import datetime
from typing import Any

from comments.models import Comment
from comments.tests.factories import make_comment
from gotchas.models import CodeLink, Correction, Gotcha, Notice, UnansweredCode
from gotchas.models.erasing import erase
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.corrections import make_correction
from gotchas.tests.factories import make_code, make_gotcha, make_source

START = datetime.datetime(2007, 7, 4, 9, 0, tzinfo=datetime.UTC)


def make_said(gotcha: Gotcha) -> None:
    """On a gotcha that readers can read, and on codes: all that corrections, notices and links can say."""
    editor = make_staff("editor", username="editor", first_name="Edith", last_name="Or")
    applied = _applied(gotcha, editor)
    duplicate = make_correction(
        gotcha, state="duplicate", duplicate_of=applied, decided_at=START, decision_reason="The same."
    )
    make_correction(gotcha, state="rejected", decided_by=editor, external_id="elsewhere-7", seen_on="9.4")
    for visibility in ("waiting", "spam"):
        make_correction(gotcha, visibility=visibility, proposed=f"Hidden, {visibility}.")
    _proposed(gotcha, editor)
    for fields in (
        {"text": "Do not run step 2.", "anchor": "solution-step-2", "part": "solution"},
        {"text": "A reader says so.", "level": "disputed", "correction": duplicate},
        {"text": "It is over.", "ended_at": START, "ended_by": editor, "ended_reason": "Mended."},
    ):
        Notice.objects.create(gotcha=gotcha, author=editor, quoted="2. Do.", **fields)
    _erased(gotcha, editor)
    _comments(gotcha, applied, editor)
    _codes(gotcha, editor)


def _applied(gotcha: Gotcha, editor: Any) -> Correction:
    applied = make_correction(
        gotcha, reason="It is wrong.", proposer_email="neil@example.org", wants_mail=True, created_at=START,
        state="applied", decided_by=editor, decided_at=START, decision_reason="So it is.",
    )  # fmt: skip
    gotcha.solution = applied.proposed
    gotcha.save()
    gotcha.record(author=editor, note="So it is.", correction=applied)
    return applied


def _proposed(gotcha: Gotcha, editor: Any) -> None:
    """A reader's proposal of a gotcha, and the gotcha that it became; one that nobody decided yet."""
    fields: dict[str, Any] = {"collection": gotcha.collection, "proposer_name": "Ann"}
    fields |= {"proposal": {"title": "New", "codes": ["XYZ1"], "problem": "It is."}}
    decided = {"decided_by": editor, "decided_at": START, "decision_reason": "Good."}
    new = Correction.objects.create(**fields, state="applied", **decided)
    made = make_gotcha(collection=gotcha.collection, title="New", recorded=False)
    made.record(author=editor, note="Good.", correction=new)
    Correction.objects.filter(pk=new.pk).update(taken_back_in=1)
    Correction.objects.create(**fields)


def _erased(gotcha: Gotcha, editor: Any) -> None:
    """Of one correction who sent it is erased, of others what as well; and a field of a version."""
    rows = [make_correction(gotcha, proposed=f"Erased {n}.", proposer_name="Gone") for n in range(2)]
    fields = {"collection": gotcha.collection, "proposal": {"title": "Erased"}, "proposer_name": "Gone"}
    rows.append(Correction.objects.create(**fields))
    for n, row in enumerate(rows):
        erase(Correction.objects.filter(pk=row.pk), editor, "Asked for.", texts=n > 0)
    gotcha.revisions.order_by("-number").first().suppress(["expected"], "Asked for too.", by=editor)


def _comments(gotcha: Gotcha, applied: Correction, editor: Any) -> None:
    comment = make_comment(on=gotcha, text="1. is wrong", author_name="Neil", kind="correction")
    comment.became = applied
    comment.save(update_fields=["became"])
    comment.revise("It is wrong, rudely.")
    comment.revise("It is wrong.", {"kind": "other"})
    comment.earlier_texts.create(text="It is older than what is kept with it.")
    comment.earlier_texts.order_by("pk")[1].hide(editor)
    first, second = (make_comment(on=gotcha, text=f"Why {n}?", kind="question") for n in (1, 2))
    answer = make_comment(
        parent=first, text="So.", kind="answer", answer_marked_at=START, answer_marked_by="E",
        parent_confidence=0.5,
    )  # fmt: skip
    Comment.objects.filter(pk=answer.pk).confirm_parents(editor)
    answer.answers.add(second)
    Comment.objects.filter(pk=second.pk).update(marked_answer=answer)  # and not of the first
    gone = make_comment(on=gotcha, text="", author_name="Erased", state="removed", removed_reason="erased")
    Comment.objects.filter(pk=gone.pk).update(erased_at=START)


def _codes(gotcha: Gotcha, editor: Any) -> None:
    bare = make_code("BARE1", note="In no article.")
    bare.aliases.create(alias="0xBA", kind="hex")
    for code in gotcha.codes.order_by("code"):
        link = CodeLink.objects.create(
            from_code=code, to_code=bare, relation="other_end", basis="source", basis_note="Read there.",
            confirmed_at=START, confirmed_by=editor,
        )  # fmt: skip
        link.sources.add(make_source())
    CodeLink.objects.create(from_code=bare, to_code=code, relation="same_fault", basis="rule")
    for family, name, count in ((bare.family, "LOOKED1", 2), (None, "LOOKED2", 5), (bare.family, "BARE1", 3)):
        UnansweredCode.objects.create(
            family=family, code=name, count=count, first_seen=START, last_seen=START + datetime.timedelta(1),
            days_of_several=0 if family else 2,
        )  # fmt: skip
