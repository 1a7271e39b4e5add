"""What the README says is what the program does: its commands are run, its settings are loaded, its targets exist."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.cli import COMMANDS
from monitor.settings import load

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(after: str, language: str) -> str:
    found = re.search(re.escape(after) + rf".*?```{language}\n(.*?)```", README, re.DOTALL)
    assert found, f"no {language} block after {after!r}"
    return found[1]


def test_the_commands_of_the_first_half_hour_run_in_their_order(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "fixtures", tmp_path / "fixtures", ignore=shutil.ignore_patterns("labelled"))
    narratives = tmp_path / "fixtures" / "narratives.jsonl"
    # A dozen of the storylines are commands enough; tests/test_week.py runs them all.
    narratives.write_text("\n".join(narratives.read_text(encoding="utf-8").splitlines()[:12]), encoding="utf-8")
    program = Path(sys.executable).with_name("counterclaim")
    lines = block("<!-- run -->", "console").splitlines()
    assert len(lines) >= 5
    for line in lines:
        words = shlex.split(line)
        assert words[0] == "counterclaim"
        done = subprocess.run([program, *words[1:]], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    assert (tmp_path / "matches.jsonl").read_text(encoding="utf-8").count("\n") > 10
    assert "BelTA" in (tmp_path / "summary.md").read_text(encoding="utf-8")


def test_the_settings_it_shows_are_the_settings_there_are(tmp_path: Path) -> None:
    path = tmp_path / "counterclaim.toml"
    path.write_text(block("## Settings", "toml"), encoding="utf-8")
    settings = load(path)
    assert settings.model == "all-MiniLM-L6-v2"
    assert (settings.suggest, settings.accept) == (load(None).suggest, load(None).accept)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:^|`)make (\w+)", README, re.MULTILINE))))
def test_every_make_target_it_names_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("command", sorted(set(re.findall(r"counterclaim (?:--db \S+ )?([a-z]+)", README)) - {"in"}))
def test_every_command_it_names_exists(command: str) -> None:
    assert command in COMMANDS


def test_the_pictures_it_shows_are_there() -> None:
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / path).is_file(), path
