"""`./dev` and `.ci/run`: what they promise is what they have, and they touch nothing that is not theirs."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = (ROOT / "dev").read_text("utf-8")
COMMANDS = ["run", "test", "check", "bench", "seed", "db", "cli", "stop", "clean", "help"]
PROGRAMS = [
    "basename",
    "cat",
    "chmod",
    "cksum",
    "dirname",
    "flock",
    "grep",
    "id",
    "ls",
    "mkdir",
    "od",
    "sed",
    "sh",
    "tr",
]


def commands() -> list[str]:
    """The words that the script's closing case statement knows."""
    cases = SCRIPT[SCRIPT.rindex("case $cmd in") :]
    words = re.findall(r"^  ([\w| -]+)\)", cases, re.MULTILINE)
    return [word.strip() for group in words for word in group.split("|") if not word.strip().startswith("-")]


def dev(*words: str, home: Path, cwd: Path = ROOT, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": path or os.environ["PATH"], "MISSIE050_HOME": str(home)}
    return subprocess.run(
        [ROOT / "dev", *words],
        env=environment,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_has_the_promised_commands() -> None:
    assert commands() == COMMANDS


@pytest.mark.parametrize("command", commands())
def test_command_is_in_the_help_and_in_the_readme(command: str, tmp_path: Path) -> None:
    shown = dev("help", home=tmp_path / "home").stdout
    assert re.search(rf"^\./dev {command}\s+\w", shown, re.MULTILINE)
    assert f"./dev {command}" in (ROOT / "README.md").read_text("utf-8")


def test_help_works_from_any_folder_and_makes_nothing(tmp_path: Path) -> None:
    done = dev("help", home=tmp_path / "home", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("./dev run")
    assert done.stderr == ""
    assert not (tmp_path / "home").exists()


def test_unknown_command_shows_the_help_and_exits_with_2(tmp_path: Path) -> None:
    done = dev("serveer", home=tmp_path / "home")
    assert done.returncode == 2
    assert done.stderr.startswith("Onbekende opdracht: serveer\n./dev run")
    assert done.stdout == ""
    assert not (tmp_path / "home").exists()


def test_script_is_posix_and_executable() -> None:
    assert SCRIPT.startswith("#!/bin/sh\n")
    assert os.access(ROOT / "dev", os.X_OK)
    assert subprocess.run(["sh", "-n", ROOT / "dev"], check=False).returncode == 0


@pytest.mark.parametrize("command", ["cli", "clean"])
def test_folder_with_things_of_others_is_left_alone(command: str, tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("of somebody")
    done = dev(command, home=tmp_path)
    assert "van Missie050" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_clean_removes_a_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / ".missie050").touch()
    (tmp_path / "secret_key").write_text("x")
    done = dev("clean", home=tmp_path)
    assert done.returncode == 0
    assert f"Verwijderen: {tmp_path}" in done.stderr
    assert not tmp_path.exists()


@pytest.fixture
def bare_machine(tmp_path: Path) -> str:
    """A PATH with the shell's own tools and nothing else: no Python, no PostgreSQL, no package manager."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in PROGRAMS:
        found = shutil.which(name)
        assert found or name == "flock", name
        if found:
            (programs / name).symlink_to(found)
    return str(programs)


def test_machine_without_package_manager_gets_the_three_ways_on(tmp_path: Path, bare_machine: str) -> None:
    done = dev("db", home=tmp_path / "home", path=bare_machine)
    assert done.returncode == 1
    for way in ("apt-get install", "https://brew.sh", "DATABASE_URL=postgresql"):
        assert way in done.stderr


def test_key_is_made_once_and_for_its_owner_only(tmp_path: Path, bare_machine: str) -> None:
    dev("db", home=tmp_path / "home", path=bare_machine)
    key = tmp_path / "home" / "secret_key"
    first = key.read_text()
    assert re.fullmatch(r"[0-9a-f]{64}", first)
    assert key.stat().st_mode & 0o777 == 0o600
    dev("db", home=tmp_path / "home", path=bare_machine)
    assert key.read_text() == first


def test_continuous_integration_checks_and_ends_with_the_tests() -> None:
    steps = [line for line in (ROOT / ".ci" / "run").read_text("utf-8").splitlines() if line.startswith("./dev")]
    assert steps == ["./dev check </dev/null", "./dev test </dev/null"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "run: .ci/run" in (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
