"""The command line: what scripts rely on, and one plain line where something is wrong."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import CounterclaimError
from monitor.models import Models

MAIN = "from monitor.cli import main; main()"
ROOT = Path(__file__).parent.parent


class Desk:
    """A folder with a database, and commands on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def call(self, *words: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERCLAIM")}
        environment["PYTHONPATH"] = str(ROOT)
        done = subprocess.run(
            [sys.executable, "-c", MAIN, "--db", "desk.db", *words],
            capture_output=True,
            text=True,
            cwd=self.folder,
            env=environment,
            timeout=120,
        )
        assert done.returncode == status, done.stderr + done.stdout
        assert "Traceback" not in done.stderr
        return done

    def json(self, *words: str, status: int = 0) -> dict[str, Any]:
        found = json.loads(self.call(*words, "--json", status=status).stdout)
        assert isinstance(found, dict)
        return found

    def fails(self, *words: str) -> str:
        line = self.call(*words, status=2).stderr.strip()
        assert len([one for one in line.splitlines() if one.startswith("counterclaim: ")]) == 1 and "\n" not in line, line
        return line


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.call("init")
    (tmp_path / "s.jsonl").write_text('{"text": "The West is to blame.", "date": "2025-01-14", "outlet": "herald"}\n{"text": ')
    (tmp_path / "n.jsonl").write_text('{"id": "n", "title": "The West is to blame"}\n')
    (tmp_path / "r.jsonl").write_text(
        json.dumps({"id": "r", "claim": "The West is to blame.", "disproof": "No.", "verdict": "false", "date": "2025-01-15"})
    )
    return made


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, atexit\n"
        "heavy = ('numpy', 'sklearn', 'torch', 'flask', 'sqlite_utils')\n"
        "atexit.register(lambda: sys.stderr.write(str([m for m in heavy if m in sys.modules])))\n"
        "sys.argv = ['counterclaim', '--help']\n" + MAIN
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0 and done.stderr == "[]" and "summary" in done.stdout


def test_adding_answers_with_the_keys_of_the_contract_and_status_1_for_what_failed(desk: Desk) -> None:
    found = desk.json("add", "s.jsonl", status=1)
    assert {name: found[name] for name in ("documents", "statements", "appearances", "new_statements", "versions")} == {
        "documents": 1,
        "statements": 1,
        "appearances": 1,
        "new_statements": 1,
        "versions": 0,
    }
    (error,) = found["errors"]
    assert set(error) == {"file", "place", "reason"} and error["place"] == "line 2"
    assert desk.json("add", "s.jsonl", status=1)["new_statements"] == 0


def test_a_week_goes_from_statement_to_digest_and_summary(desk: Desk) -> None:
    desk.call("add", "s.jsonl", status=1)
    assert desk.call("rebuttals", "import", "r.jsonl").stdout == "1 rebuttals\n"
    assert desk.call("digest", "new", "--week", "2025-W3").stdout.startswith("2025-W03: 1 ")
    assert "already" in desk.fails("digest", "new", "--week", "2025-W03")
    for format in ("md", "html", "json", "txt"):
        assert "The West is to blame" in desk.call("digest", "show", "2025-W03", "--format", format).stdout
    desk.call("digest", "publish", "2025-W03")
    assert "13 to 19 January 2025" in desk.call("summary").stdout
    assert desk.call("summary", "--week", "2025-W03", "--format", "csv", "-o", "s.csv").stdout == ""
    assert (desk.folder / "s.csv").read_text().startswith("narrative_id,")
    row = json.loads(desk.call("export", "statements", "--week", "2025-W03").stdout)
    assert row["text"] == "The West is to blame." and desk.call("export", "matches").stdout == ""
    feed = json.loads(desk.call("rebuttals", "export", "--format", "claimreview").stdout)
    assert feed["dataFeedElement"][0]["reviewRating"]["ratingValue"] == 1


def test_backup_restore_verify(desk: Desk) -> None:
    desk.call("add", "s.jsonl", status=1)
    desk.call("backup", "copy.db")
    assert "never overwrites" in desk.fails("backup", "copy.db")
    (desk.folder / "desk.db").write_bytes(b"gone" * 1000)
    assert "not a readable database" in desk.fails("verify")
    desk.call("restore", "copy.db")
    assert desk.json("verify") == {"problems": []}
    loose = sqlite3.connect(desk.folder / "desk.db")
    loose.execute("delete from documents")
    loose.commit()
    loose.close()
    assert desk.json("verify", status=1)["problems"]


def test_what_is_missing_is_one_line_each(desk: Desk) -> None:
    assert "exists already" in desk.fails("init")
    assert "is not a week" in desk.fails("summary", "--week", "soon")
    assert "no such digest" in desk.fails("digest", "show", "x")
    assert "no such user" in desk.fails("user", "reset", "ann")
    (desk.folder / "desk.db").rename(desk.folder / "other.db")
    assert "no such database" in desk.fails("run")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("sugest = 1", "unknown setting 'sugest'"),
        ('flagger = "gone"', "flagger train"),
        ('model = "./gone"', "sentence-transformers folder"),
    ],
)
def test_a_run_without_what_it_needs_says_so(desk: Desk, settings: str, said: str) -> None:
    (desk.folder / "counterclaim.toml").write_text(settings)
    (desk.folder / "good.jsonl").write_text('{"text": "One statement."}')
    desk.call("add", "good.jsonl")
    done = desk.call("run", status=2)
    assert said in done.stderr.strip().splitlines()[-1] and done.stderr.count("counterclaim: ") <= 2


def test_the_doctor_tells_one_fault_from_another(desk: Desk) -> None:
    (desk.folder / "counterclaim.toml").write_text('flagger = "gone"')
    found = desk.json("doctor", status=1)
    assert {what: one["ok"] for what, one in found.items()} == {
        "settings": True,
        "model": True,
        "flagger": False,
        "database": True,
        "file mode": True,
    }


def test_an_older_database_says_migrate(desk: Desk) -> None:
    loose = sqlite3.connect(desk.folder / "desk.db")
    loose.execute("delete from _sqlite_migrations where name like 'm003%'")
    loose.commit()
    loose.close()
    assert "migrate" in desk.fails("verify")


@pytest.mark.parametrize(
    "words", [["nonsense"], ["add"], ["export", "nonsense"], ["similar", "-k", "0", "x"], ["evaluate", "flags"]]
)
def test_a_wrong_call_is_status_2(desk: Desk, words: list[str]) -> None:
    assert "Error" in desk.call(*words, status=2).stderr


def test_similar_and_evaluate_answer_with_one_json_object(desk: Desk, encoder: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from monitor.cli import cli

    desk.call("add", "s.jsonl", status=1)
    folder = desk.folder
    (folder / "t.jsonl").write_text(
        '{"text": "It is the fault of the West.", "lang": "en", "narrative_ids": ["n"]}\n'
        '{"text": "Cats sleep all day.", "lang": "en", "narrative_ids": []}\n'
    )
    (folder / "c.jsonl").write_text('{"id": "1", "text": "The moon is cheese"}\n{"id": "2", "text": "Water is dry"}\n')
    (folder / "q.tsv").write_text("a\tIs the moon made of cheese\n")
    (folder / "qrels").write_text("a\t0\t1\t1\n")
    monkeypatch.setattr("monitor.cli.context.Context.models", lambda self: encoder)

    def found(*words: str) -> dict[str, Any]:
        done = CliRunner().invoke(cli, ["--db", str(folder / "desk.db"), *words, "--json"], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    assert set(found("similar", "West")) == {"statements", "rebuttals", "lang", "notes"}
    result = found("evaluate", "matching", "--narratives", f"{folder}/n.jsonl", "--statements", f"{folder}/t.jsonl")
    assert {
        "auroc_known",
        "top1",
        "open_accuracy",
        "suggest_recall",
        "accept_precision",
        "n_known",
        "n_unknown",
        "by_lang",
    } <= set(result)
    result = found(
        "evaluate", "retrieval", "--claims", f"{folder}/c.jsonl", "--queries", f"{folder}/q.tsv", "--qrels", f"{folder}/qrels"
    )
    assert {name: result[name]["value"] for name in ("map@5", "mrr", "success@1", "success@5")} == dict.fromkeys(
        ("map@5", "mrr", "success@1", "success@5"), 1.0
    )


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        ("matching", {"n.jsonl": '{"id": "n", "title": "T"}\n{"id": "n", "title": "U"}\n'}, "'n' stands there more than once"),
        ("matching", {"t.jsonl": '{"text": "A.", "lang": 5, "narrative_ids": []}\n'}, "t.jsonl, line 1: 'lang' must be a text"),
        (
            "matching",
            {"t.jsonl": '{"text": "\\ud800", "narrative_ids": []}\n'},
            "t.jsonl, line 1: 'text' holds half a character",
        ),
        ("retrieval", {"c.jsonl": '{"id": "1", "text": "A"}\n{"id": "1", "text": "B"}\n'}, "'1' stands there more than once"),
        ("retrieval", {"qrels": "a\t0\t1\tnan\n"}, "qrels, line 1: relevance 'nan' is no whole number"),
        ("retrieval", {"qrels": "a\t0\t1\t-1\n"}, "no query has an answer"),
    ],
)
def test_a_measurement_names_the_row_that_cannot_be_measured(
    tmp_path: Path, encoder: Models, monkeypatch: pytest.MonkeyPatch, name: str, rows: dict[str, str], said: str
) -> None:
    from click.testing import CliRunner

    from monitor.cli import cli

    usual = {
        "n.jsonl": '{"id": "n", "title": "T"}\n', "t.jsonl": '{"text": "A.", "lang": "en", "narrative_ids": ["n"]}\n',
        "c.jsonl": '{"id": "1", "text": "A"}\n', "q.tsv": "a\tQuestion\n", "qrels": "a\t0\t1\t1\n",
    }  # fmt: skip
    for file, text in (usual | rows).items():
        (tmp_path / file).write_text(text)
    monkeypatch.setattr("monitor.cli.context.Context.models", lambda self: encoder)
    options = {
        "matching": ["--narratives", "n.jsonl", "--statements", "t.jsonl"],
        "retrieval": ["--claims", "c.jsonl", "--queries", "q.tsv", "--qrels", "qrels"],
    }[name]
    words = [str(tmp_path / word) if not word.startswith("--") else word for word in options]
    failed = CliRunner().invoke(cli, ["evaluate", name, *words])
    assert isinstance(failed.exception, CounterclaimError) and said in str(failed.exception)
