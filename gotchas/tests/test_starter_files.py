"""What the reader of the starter files says of a file that is not as it should be."""

import shutil
from pathlib import Path

import pytest

from gotchas.transfer.starter import STARTER, read_starter
from gotchas.transfer.starter_fields import StarterError

ARTICLE = "gotchas/01-no-tls-tasks.md"
DISPUTED = "gotchas/14-gui-and-command-line-differ.md"


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    return Path(shutil.copytree(STARTER, tmp_path / "starter"))


def change(starter: Path, file: str, old: str, new: str) -> None:
    path = starter / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(starter: Path, file: str, text: str) -> int:
    lines = (starter / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (ARTICLE, 'platforms = ["zos"]', 'platforms = ["vms"]', "platforms: 'vms' is not known"),
        (ARTICLE, "related = [7]", "related = [77]", "related: there is no gotcha 77"),
        (ARTICLE, '["post", "apar', '["pots", "apar', "sources: 'pots' is not known"),
        (ARTICLE, 'risk = "restart"', 'risk = "none"', "risk: 'none' is none of"),
        (ARTICLE, 'risk = "restart"', 'risk = ""', "risk: is empty"),
        (ARTICLE, 'risk = "restart"', 'rsik = "restart"', "risk: is missing"),
        (ARTICLE, "related = [7]", "related = [7]\nautor = 1", "autor: is not a name that is read here"),
        (ARTICLE, '"ibm-mq-zos CSQX630 E"', '"ibm-mq-zos AMQ9999 E"', "codes: expected 'family CODE letter'"),
        (ARTICLE, "related = [7]", "related = [7", "not TOML"),
        (ARTICLE, "## Cause", "## Causes", "'Causes' is none of Problem, Cause"),
        (ARTICLE, "\n+++\n", "\n", "expected TOML between two lines of +++"),
        (DISPUTED, 'passage = "The other', 'passage = "Another', "passage: does not stand"),
        ("codes.tsv", "AMQ9002\tI", "AMQ9001\tI", "stands here twice"),
        ("codes.tsv", "\tmq92-amq9\t", "\tmq93-amq9\t", "sources: 'mq93-amq9' is not known"),
        ("codes.tsv", "decimal 2009", "dezimal 2009", "aliases: expected a kind"),
        ("code_links.tsv", "\trule\t", "\tguess\t", "basis: 'guess' is none of"),
        ("code_links.tsv", "\tmq90-channel-codes", "\t", "with the basis 'source' must name it"),
        ("platforms.tsv", "\t10\tno", "\tten\tno", "order: expected a whole number, found 'ten'"),
        ("platforms.tsv", "\tknown_as", "", "expected the columns slug, name"),
        ("sources.tsv", "\t2026-11", "\tNov 2026", "read_on: expected a month or a day"),
        ("thread.toml", "answers = [1]", "answers = [9]", "answers: no comment 9 stands before this one"),
        ("thread.toml", 'person = "Josh"', 'person = "Joseph"', "person: 'Joseph' is none of"),
        ("thread.toml", "2007-07-04T01:38:00", '"4 July"', "date: expected datetime, found '4 July'"),
        ("collection.toml", "2007-06-29", "2007-06-29T10:00:00", "expected a date without a time"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_and_line(starter: Path, file: str, old: str, new: str, said: str):
    change(starter, file, old, new)
    with pytest.raises(StarterError) as refused:
        read_starter(starter)
    place, _, message = str(refused.value).partition(": ")
    assert place.rpartition(":")[0] == file
    assert said in message


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (ARTICLE, 'kind = "problem"', 'kind = "trick"'),
        ("thread.toml", 'person = "Josh"', 'person = "Joseph"'),
        ("sources.tsv", "tibco-bwmq\t", "\t"),
        ("gotchas/15-add-or-receive.md", 'part = "solution"', 'part = "end"'),
    ],
)
def test_the_line_is_that_of_the_mistake(starter: Path, file: str, old: str, new: str):
    change(starter, file, old, new)
    line = line_of(starter, file, new.strip() or "TIBCO")
    with pytest.raises(StarterError, match=f"^{file}:{line}: "):
        read_starter(starter)


def test_a_missing_file_is_named(starter: Path):
    (starter / "thread.toml").unlink()
    with pytest.raises(StarterError, match=r"^thread.toml:1: the file is missing"):
        read_starter(starter)


def test_a_file_in_another_charset_is_refused(starter: Path):
    (starter / "collection.toml").write_bytes("title = 'für'".encode("latin-1"))
    with pytest.raises(StarterError, match=r"^collection.toml:1: not UTF-8 at byte 10"):
        read_starter(starter)


def test_an_article_whose_block_of_code_never_ends_is_refused(starter: Path):
    path = starter / ARTICLE
    path.write_text(path.read_text(encoding="utf-8") + "\n```mqsc On the queue manager\n", encoding="utf-8")
    with pytest.raises(StarterError, match="a block of code is not closed"):
        read_starter(starter)
