"""The arrows between packages: an import against them fails here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

APP_ORDER = ["gotchas", "comments", "kbsite"]  # each may import those before it
LAYERS = [  # inside gotchas: each may import its own and those in layers before it
    {"text", "markup"},
    {"search"},
    {"models"},
    {"intake", "access", "roles", "transfer", "answers", "addresses"},
    {"structured"},
    {"review"},
    {"forms", "charts", "templatetags"},
    {"views", "admin", "feeds", "feeds_changes", "sitemaps"},
    {"urls", "apps"},
]
LONGEST_FILE = 400
LONGEST_FUNCTION = 50


def modules(*packages: str) -> list[Path]:
    files = (f for p in packages for f in sorted((ROOT / p).rglob("*.py")))
    return [f for f in files if "tests" not in f.parts and "migrations" not in f.parts]


def source_files() -> list[Path]:
    folders = ("gotchas", "comments", "kbsite", "scripts", "benchmarks", "tests")
    files = (f for folder in folders for f in sorted((ROOT / folder).rglob("*.py")))
    return [f for f in files if "migrations" not in f.parts]


def imported(path: Path) -> Iterator[str]:
    """Names of the modules that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names)


def layer(name: str) -> int:
    """The layer of a part of gotchas; a new part has to be given one."""
    return next(i for i, parts in enumerate(LAYERS) if name in parts)


def part_of(path: Path) -> str:
    return path.relative_to(ROOT / "gotchas").parts[0].removesuffix(".py")


@pytest.mark.parametrize("app", APP_ORDER)
def test_no_app_imports_one_that_stands_above_it(app: str) -> None:
    above = APP_ORDER[APP_ORDER.index(app) + 1 :]
    against = [
        (str(path.relative_to(ROOT)), name)
        for path in modules(app)
        for name in imported(path)
        if name.split(".")[0] in above
    ]
    assert against == []


def test_inside_gotchas_imports_follow_the_layers() -> None:
    against = []
    for path in modules("gotchas"):
        part = part_of(path)
        if part == "__init__":
            continue
        for name in imported(path):
            pieces = name.split(".")
            if pieces[0] == "gotchas" and len(pieces) > 1 and layer(pieces[1]) > layer(part):
                against.append((str(path.relative_to(ROOT)), name))
    assert against == []


def test_text_knows_nothing_of_django() -> None:
    found = [(p.name, n) for p in modules("gotchas/text") for n in imported(p) if n.split(".")[0] == "django"]
    assert found == []


def test_no_file_is_longer_than_400_lines_and_no_function_longer_than_50() -> None:
    long = []
    for path in source_files():
        text = path.read_text(encoding="utf-8")
        if len(text.splitlines()) > LONGEST_FILE:
            long.append(str(path.relative_to(ROOT)))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}: {node.name} has {lines} lines")
    assert long == []


def test_html_is_declared_safe_in_one_place_only() -> None:
    where = {
        part_of(path) if path.is_relative_to(ROOT / "gotchas") else str(path)
        for path in modules("gotchas", "comments", "kbsite")
        if "mark_safe" in path.read_text(encoding="utf-8")
    }
    where |= {
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if "|safe" in path.read_text(encoding="utf-8").replace(" ", "")
        or "autoescape off" in path.read_text(encoding="utf-8")
    }
    assert where <= {"markup"}
