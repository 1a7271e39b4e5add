"""The arrows of the design, read off the source: who may import whom, and what lives in one place only."""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("classifiers", "monitor", "webui")
FILES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
NETWORK = ("urllib.request", "http", "socket", "requests", "httpx", "aiohttp", "urllib3", "ftplib", "smtplib", "telnetlib")
SQL = re.compile(
    r"\s*(select\s.+\sfrom\s|insert\s+(or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(virtual\s+)?table\s"
    r"|create\s+(unique\s+)?index\s|drop\s+table\s|alter\s+table\s|pragma\s|begin\s+immediate|with\s+\w+\s*\(.*\)\s+as\s)",
    re.IGNORECASE | re.DOTALL,
)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
            yield from (f"{node.module}.{name.name}" for name in node.names)


def sentences(source: str) -> Iterator[str]:
    """Every string of the source that is no docstring; of an f-string its fixed parts."""
    tree = ast.parse(source)
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def under(path: Path, *places: str) -> bool:
    return path.relative_to(ROOT).as_posix().startswith(places)


def within(names: Iterator[str], *packages: str) -> list[str]:
    return sorted({name for name in names if any(name == one or name.startswith(one + ".") for one in packages)})


def test_there_is_something_to_check() -> None:
    assert len(FILES) > 40 and all(any(under(path, layer) for path in FILES) for layer in LAYERS)


@pytest.mark.parametrize(("layer", "above"), [("classifiers", ("monitor", "webui")), ("monitor", ("webui",))])
def test_no_layer_imports_the_one_above_it(layer: str, above: tuple[str, ...]) -> None:
    assert {path.name: found for path in FILES if under(path, layer) if (found := within(imports(path), *above))} == {}


def test_nobody_imports_the_command_line_but_a_command() -> None:
    outside = [path for path in FILES if not under(path, "monitor/cli", "webui/command.py")]
    assert {path.name: found for path in outside if (found := within(imports(path), "monitor.cli"))} == {}


def test_classifiers_know_no_database_and_no_screen() -> None:
    names = ("sqlite3", "sqlite_utils", "flask", "click", "jinja2")
    assert {p.name: found for p in FILES if under(p, "classifiers") if (found := within(imports(p), *names))} == {}


def test_only_the_store_speaks_sql() -> None:
    elsewhere = [path for path in FILES if not under(path, "monitor/store")]
    found = {p.name: [s for s in sentences(p.read_text(encoding="utf-8")) if SQL.match(s)] for p in elsewhere}
    assert {name: said for name, said in found.items() if said} == {}
    # Others may know sqlite3 for the exceptions it raises, and open no file by themselves.
    assert {p.name: f for p in elsewhere if (f := within(imports(p), "sqlite_utils", "sqlite3.connect"))} == {}
    assert [p.name for p in elsewhere if "sqlite3.connect" in p.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("sql", ["select id from statements", "pragma wal_checkpoint(truncate)", "insert or ignore into x"])
def test_the_search_for_sql_finds_some(sql: str) -> None:
    assert [found for found in sentences(f"x = {sql!r} + 'y'") if SQL.match(found + " ")]
    assert not any(map(SQL.match, sentences("x = 'Update the program, then select a file'")))


def test_flask_stays_in_webui() -> None:
    names = ("flask", "werkzeug", "flask_wtf", "waitress")
    assert {p.name: f for p in FILES if not under(p, "webui") if (f := within(imports(p), *names))} == {}


def test_only_one_module_opens_addresses() -> None:
    others = [path for path in FILES if not under(path, "monitor/fetch.py", "monitor/fetch/")]
    assert {path.name: found for path in others if (found := within(imports(path), *NETWORK))} == {}


def test_nothing_is_ever_unpickled() -> None:
    names = ("pickle", "joblib", "cloudpickle", "dill", "shelve", "marshal")
    assert {path.name: found for path in FILES if (found := within(imports(path), *names))} == {}


def test_print_is_called_nowhere() -> None:
    def called(path: Path) -> list[int]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        return [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "print"]

    assert {path.name: lines for path in FILES if (lines := called(path))} == {}


def test_a_file_has_a_subject() -> None:
    assert [path for path in FILES if path.stem in ("utils", "helpers", "util", "helper", "common", "misc")] == []


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: length for name, length in lengths.items() if length > 300 and name != "monitor/records.py"} == {}


def test_records_hold_nouns_only_and_so_may_be_longer() -> None:
    # The one list of nouns stays in one file; what is counted there is code, not documentation.
    source = (ROOT / "monitor/records.py").read_text(encoding="utf-8")
    kinds = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines = {token.start[0] for token in tokenize.generate_tokens(io.StringIO(source).readline) if token.type not in kinds}
    assert len(lines) <= 300


def test_no_function_is_longer_than_45_lines() -> None:
    def long(path: Path) -> list[tuple[str, int]]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        return [(f.name, size) for f in functions if (size := (f.end_lineno or 0) - f.lineno + 1) > 45]

    assert {path.name: found for path in FILES if (found := long(path))} == {}


@pytest.mark.parametrize("module", ["webui", "monitor.cli", "monitor.store", "classifiers.labels"])
def test_importing_it_loads_neither_scikit_learn_nor_torch(module: str) -> None:
    code = f"import sys, {module}; print([m for m in ('sklearn', 'torch', 'transformers', 'scipy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr
