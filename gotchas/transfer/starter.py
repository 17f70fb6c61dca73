"""The starter content as typed records, read from the data files in `gotchas/starter/`.

Nothing here knows the database. The files are for editors: tab-separated tables, TOML, and Markdown with
TOML in front. What one file says of another (a source's key, a platform's slug, a code, a number) is checked
while reading, so a `Starter` is whole.
"""

import datetime
import re
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from gotchas.transfer.starter_fields import (
    Fields,
    StarterError,
    parse_toml,
    read_rows,
    read_text,
    tables,
    unwrapped,
)
from gotchas.transfer.starter_records import (
    CodeRef,
    CodeRow,
    CollectionRow,
    CommentRow,
    CorrectionRow,
    GotchaRow,
    LinkRow,
    PersonRow,
    PlatformRow,
    SourceRow,
    Starter,
)

Key = TypeVar("Key", bound=Hashable)

STARTER = Path(__file__).resolve().parent.parent / "starter"

SECTIONS = {
    "Problem": "problem",
    "Cause": "cause",
    "Solution": "solution",
    "What you should see": "expected",
}
MEANING_STATES = ("sourced", "name", "twin", "unverified", "unknown")
ALIAS_KINDS = ("hex", "decimal", "name", "old_id", "printed")
RELATIONS = ("same_fault", "other_end", "wrapper_of", "renamed_to")
BASES = ("source", "text", "meaning", "rule")
COMMENT_KINDS = ("question", "answer", "worked", "correction", "acknowledgement", "other")


@dataclass(slots=True)
class _Known:
    """What the files read so far have, for the checks of those that name it."""

    platforms: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    codes: frozenset[tuple[str, str]] = frozenset()
    positions: frozenset[int] = frozenset()


def read_starter(path: Path = STARTER) -> Starter:
    """All starter content below `path`. Raises StarterError, which names file and line."""
    known = _Known()
    platforms = tuple(_platforms(path))
    sources = tuple(_sources(path))
    known.platforms = _unique("platforms.tsv", (row.slug for row in platforms))
    known.sources = _unique("sources.tsv", (row.key for row in sources))
    codes = tuple(_codes(path, known))
    known.codes = _unique("codes.tsv", ((row.family, row.code) for row in codes))
    links = tuple(_links(path, known))
    _unique("code_links.tsv", ((link.origin, link.target, link.relation) for link in links))
    files = sorted((path / "gotchas").glob("*.md"))
    known.positions = _unique("gotchas", (_position(file, path) for file in files))
    gotchas = tuple(_gotcha(file, path, known) for file in files)
    people, comments, thread_source = _thread(path, known)
    return Starter(
        collection=_collection(path, known),
        platforms=platforms,
        sources=sources,
        codes=codes,
        links=links,
        gotchas=gotchas,
        people=people,
        comments=comments,
        thread_source=thread_source,
    )


def _unique(file: str, keys: Iterable[Key]) -> frozenset[Key]:
    seen: set[Key] = set()
    for line, key in enumerate(keys, start=2):
        if key in seen:
            raise StarterError(file, line, f"{key} stands here twice")
        seen.add(key)
    return frozenset(seen)


def _platforms(path: Path) -> Iterator[PlatformRow]:
    for row in read_rows(path / "platforms.tsv", path, ("slug", "name", "order", "is_all", "known_as")):
        yield PlatformRow(
            slug=row.text("slug"),
            name=row.text("name"),
            order=row.whole("order"),
            is_all=row.yes("is_all"),
            known_as=row.words("known_as", separator=","),
        )


def _sources(path: Path) -> Iterator[SourceRow]:
    for row in read_rows(path / "sources.tsv", path, ("key", "title", "address", "read_on")):
        read_on = row.text("read_on")
        if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?", read_on):
            raise row.fail("read_on", f"expected a month or a day, as 2026-11, found {read_on!r}")
        yield SourceRow(row.text("key"), row.text("title"), row.text("address", ""), read_on)


def _codes(path: Path, known: _Known) -> Iterator[CodeRow]:
    columns = (
        "family", "code", "severities", "severity_note", "meaning", "meaning_state",
        "platforms", "wrapper", "aliases", "sources", "note",
    )  # fmt: skip
    for row in read_rows(path / "codes.tsv", path, columns):
        yield CodeRow(
            family=row.text("family"),
            code=row.text("code"),
            severities=row.text("severities", ""),
            severity_note=row.text("severity_note", ""),
            meaning=row.text("meaning"),
            meaning_state=row.one_of("meaning_state", MEANING_STATES),
            platforms=row.words("platforms", known.platforms),
            wrapper=row.yes("wrapper"),
            aliases=tuple(_alias(row, alias) for alias in row.words("aliases", separator=";")),
            sources=row.words("sources", known.sources),
            note=row.text("note", ""),
        )


def _alias(row: Fields, written: str) -> tuple[str, str]:
    kind, _, alias = written.partition(" ")
    if kind not in ALIAS_KINDS or not alias:
        raise row.fail(
            "aliases", f"expected a kind ({', '.join(ALIAS_KINDS)}) and the alias, found {written!r}"
        )
    return kind, alias


def _links(path: Path, known: _Known) -> Iterator[LinkRow]:
    columns = (
        "from_family", "from_code", "to_family", "to_code", "relation", "basis", "basis_note", "sources",
    )  # fmt: skip
    for row in read_rows(path / "code_links.tsv", path, columns):
        origin = CodeRef(row.text("from_family"), row.text("from_code"))
        target = CodeRef(row.text("to_family"), row.text("to_code"))
        if not {(origin.family, origin.code), (target.family, target.code)} & known.codes:
            raise row.fail("from_code", "neither end is in codes.tsv")
        basis = row.one_of("basis", BASES)
        sources = row.words("sources", known.sources)
        if basis == "source" and not sources:
            raise row.fail("sources", "a link with the basis 'source' must name it")
        relation = row.one_of("relation", RELATIONS)
        yield LinkRow(origin, target, relation, basis, row.text("basis_note"), sources)


def _collection(path: Path, known: _Known) -> CollectionRow:
    text, file = read_text(path / "collection.toml", path)
    top = parse_toml(text, file)
    row = CollectionRow(
        number=top.get("number", int),
        title=top.text("title"),
        external_id=top.text("external_id"),
        authors=top.text("authors"),
        source=top.one_of("source", known.sources),
        published_on=top.date("published_on"),
        time_zone=top.text("time_zone"),
        note=top.text("note", ""),
        introduction=unwrapped(top.text("introduction")),
    )
    top.done()
    return row


def _position(file: Path, path: Path) -> int:
    number = file.name.partition("-")[0]
    if not number.isdecimal():
        raise StarterError(
            file.relative_to(path).as_posix(), 1, "the file's name must begin with the number: 07-..."
        )
    return int(number)


def _gotcha(path: Path, root: Path, known: _Known) -> GotchaRow:
    text, file = read_text(path, root)
    head, body, body_line = _split_front(text, file)
    front = parse_toml(head, file, first_line=2)
    texts = dict(_sections(body, file, body_line))
    row = GotchaRow(
        file=file,
        position=_position(path, root),
        external_id=front.text("external_id"),
        title=front.text("title"),
        also_said="\n".join(front.list_of("also_said", str)),
        kind=front.one_of("kind", ("problem", "tip")),
        state=front.one_of("state", ("published", "historic")),
        platforms=front.words("platforms", known.platforms),
        codes=tuple(_code_ref(front, ref, known) for ref in front.list_of("codes", str)),
        risk=front.one_of("risk", ("display", "configuration", "restart", "interruption")),
        confidence=front.one_of("confidence", ("verified", "likely", "unverified")),
        applies_from=front.text("applies_from", ""),
        applies_to=front.text("applies_to", ""),
        verified_release=front.text("verified_release", ""),
        related=_positions(front, "related", known),
        sources=front.words("sources", known.sources),
        corrections=tuple(_correction(table, texts) for table in tables(front, "corrections", head)),
        **{name: texts.get(name, "") for name in SECTIONS.values()},
    )
    front.done()
    return row


def _split_front(text: str, file: str) -> tuple[str, str, int]:
    """The TOML between the two lines of `+++`, the Markdown after them, and the line on which that begins."""
    begin, found_head, rest = text.partition("+++\n")
    head, found_body, body = rest.partition("\n+++\n")
    if begin or not found_head or not found_body:
        raise StarterError(file, 1, "expected TOML between two lines of +++, and the article below")
    return head, body, head.count("\n") + 4


def _sections(body: str, file: str, first_line: int) -> Iterator[tuple[str, str]]:
    """The parts of an article under its `## ` headings, by the name of the model's field."""
    name, lines, fenced = "", list[str](), False
    for number, line in enumerate(body.splitlines(), start=first_line):
        fenced ^= line.lstrip().startswith("```")
        if fenced or not line.startswith("## "):
            if line.strip() and not name:
                raise StarterError(file, number, "there is text before the first heading")
            lines.append(line)
            continue
        if line[3:] not in SECTIONS:
            raise StarterError(file, number, f"{line[3:]!r} is none of {', '.join(SECTIONS)}")
        if name:
            yield name, unwrapped("\n".join(lines))
        name, lines = SECTIONS[line[3:]], []
    if fenced:
        raise StarterError(file, first_line, "a block of code is not closed")
    yield name, unwrapped("\n".join(lines))


def _code_ref(fields: Fields, written: str, known: _Known) -> CodeRef:
    family, code, severity = [*written.split(), "", "", ""][:3]
    if (family, code) not in known.codes or len(written.split()) > 3:
        raise fields.fail("codes", f"expected 'family CODE letter' of a code in codes.tsv, found {written!r}")
    return CodeRef(family, code, severity)


def _positions(fields: Fields, key: str, known: _Known) -> tuple[int, ...]:
    positions = fields.list_of(key, int)
    if strangers := [str(position) for position in positions if position not in known.positions]:
        raise fields.fail(key, f"there is no gotcha {', '.join(strangers)}")
    return positions


def _correction(table: Fields, texts: dict[str, str]) -> CorrectionRow:
    state = table.one_of("state", ("reported", "applied"))
    part = table.one_of("part", tuple(SECTIONS.values()))
    passage = table.text("passage", "")
    if passage not in texts.get(part, ""):
        raise table.fail("passage", f"does not stand in the part {part!r}")
    row = CorrectionRow(
        state=state,
        comment=table.get("comment", int),
        seconded_by=table.list_of("seconded_by", int),
        settled_by=table.get("settled_by", int, 0) or None,
        reported_on=table.date("reported_on"),
        decided_on=table.date("decided_on") if state == "applied" else None,
        credit=table.list_of("credit", str),
        part=part,
        passage=passage,
        proposed=table.text("proposed", ""),
        reason=table.text("reason"),
    )
    table.done()
    return row


def _thread(path: Path, known: _Known) -> tuple[tuple[PersonRow, ...], tuple[CommentRow, ...], str]:
    text, file = read_text(path / "thread.toml", path)
    top = parse_toml(text, file)
    people = tuple(PersonRow(row.text("name"), row.text("note", "")) for row in tables(top, "people", text))
    names = {person.name for person in people}
    comments: list[CommentRow] = []
    for table in tables(top, "comments", text):
        comments.append(_comment(table, names, known, {comment.number for comment in comments}))
    source = top.one_of("source", known.sources)
    top.done()
    return people, tuple(comments), source


def _comment(table: Fields, names: Collection[str], known: _Known, earlier: Collection[int]) -> CommentRow:
    answers = table.list_of("answers", int)
    if strangers := [str(number) for number in answers if number not in earlier]:
        raise table.fail("answers", f"no comment {', '.join(strangers)} stands before this one")
    row = CommentRow(
        number=table.get("number", int),
        author=table.text("author"),
        person=table.one_of("person", names),
        posted_at=table.get("date", datetime.datetime),
        kind=table.one_of("kind", COMMENT_KINDS),
        answers=answers,
        accepted_by=table.get("accepted_by", int, 0) or None,
        duplicate_of=table.get("duplicate_of", int, 0) or None,
        sure=table.number("sure"),
        gotchas=_positions(table, "gotchas", known),
        codes=tuple(_code_ref(table, ref, known) for ref in table.list_of("codes", str)),
        text=unwrapped(table.text("text")),
    )
    if row.number in earlier:
        raise table.fail("number", f"comment {row.number} stands here twice")
    table.done()
    return row
