"""`docker-compose.yml` and `Dockerfile`: validated, not run. There is no Docker engine where these tests run."""

import os
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
COMPOSE: dict[str, Any] = YAML(typ="safe").load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONE_SHOT = {name for name, service in SERVICES.items() if service["restart"] == "no"}
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|_KEY$")
TODAY = date(2026, 3, 14)
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


def follows_the_specification(path: Path) -> bool:
    """Whether the file fits the Compose specification's schema, which check-jsonschema carries: no network."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def secrets_with_a_default(text: str) -> set[str]:
    """Names of secret variables that the file can do without while it says what they then are."""
    found = re.findall(r"\$\{(\w+)(?::?-([^}]*))?", text)
    return {name for name, default in found if SECRET.search(name) and default}


def test_file_follows_the_compose_specification() -> None:
    assert follows_the_specification(ROOT / "docker-compose.yml")


@pytest.mark.parametrize(
    ("right", "wrong"), [("healthcheck:", "health_check:"), ("restart: unless-stopped", "restart: [always]")]
)
def test_file_with_a_mistake_does_not_follow_the_specification(tmp_path: Path, right: str, wrong: str) -> None:
    assert right in TEXT
    broken = tmp_path / "docker-compose.yml"
    broken.write_text(TEXT.replace(right, wrong), "utf-8")
    assert not follows_the_specification(broken)


def test_has_the_services_that_the_manual_names() -> None:
    assert set(SERVICES) == {"db", "migrate", "web", "worker", "backup"}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONE_SHOT))
def test_service_has_a_health_check_and_comes_back_after_a_crash(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_service_that_runs_once_is_waited_for() -> None:
    assert sorted(ONE_SHOT) == ["migrate"]
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_no_secret_has_a_default() -> None:
    assert secrets_with_a_default(TEXT) == set()


@pytest.mark.parametrize("example", ["${POSTGRES_PASSWORD:-ontwikkel}", "${SECRET_KEY-dev}"])
def test_secret_with_a_default_is_seen(example: str) -> None:
    assert secrets_with_a_default(f"a: {example}") == {example.strip("${}").split(":")[0].split("-")[0]}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_secret_comes_from_outside_and_only_mail_can_do_without(name: str) -> None:
    for variable, value in SERVICES[name]["environment"].items():
        if SECRET.search(variable):
            assert re.fullmatch(r"\$\{\w+:\?.+\}" if variable != "SMTP_PASSWORD" else r"\$\{SMTP_PASSWORD:-\}", value)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_service_has_no_rights_beyond_its_work(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert name == "db" or "cap_add" not in service


def test_only_the_site_is_published_and_only_on_this_machine() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"web"}
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])


def test_image_runs_unprivileged_on_locked_packages_and_is_probed() -> None:
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE)[-1] == "missie050"
    assert "--require-hashes" in DOCKERFILE
    assert re.search(r"^HEALTHCHECK(.|\n)*/livez", DOCKERFILE, re.MULTILINE)


def test_image_gets_what_it_copies() -> None:
    """A source that does not exist, or that .dockerignore keeps from the builder, would fail at the build only."""
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    copied = set(re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE))
    assert {"webapp", "geo", "seeds", "migrations", "requirements.txt"} <= copied
    assert copied == allowed
    assert [name for name in sorted(copied) if not (ROOT / name).exists()] == []


def run_backup_once(folder: Path, *, hour: str = "03", pg_dump: str = "echo data >/partial") -> str:
    """One round of the backup service's loop, in `folder`, with programs of our own for the clock and PostgreSQL."""
    script = SERVICES["backup"]["command"][0].replace("$$", "$").replace("/backup", str(folder / "backup"))
    programs = folder / "programs"
    (folder / "backup").mkdir(exist_ok=True)
    programs.mkdir(exist_ok=True)
    fakes = {
        "date": f'case "$1" in +%H) echo {hour} ;; *) echo {TODAY} ;; esac',
        "pg_dump": pg_dump.replace("/partial", str(folder / "backup" / "partial")),
        "pg_restore": 'grep -q data "$2"',
        "sleep": "kill $PPID",  # ends the loop after its first round
    }
    for name, body in fakes.items():
        (programs / name).write_text(f"#!/bin/sh\n{body}\n", "utf-8")
        (programs / name).chmod(0o755)
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "BACKUP_KEEP": "3"}
    done = subprocess.run(["sh", "-c", script], env=environment, capture_output=True, text=True, timeout=20, check=True)
    return done.stdout + done.stderr


def dumps(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "backup").glob("*.dump"))


def name_of(days_ago: int) -> str:
    return f"missie050-{TODAY - timedelta(days=days_ago)}.dump"


def test_first_backup_is_made_at_once_whatever_the_hour(tmp_path: Path) -> None:
    run_backup_once(tmp_path, hour="00")
    assert dumps(tmp_path) == [name_of(0)]


def test_later_backup_waits_for_the_night_hour(tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / name_of(1)).write_text("data")
    run_backup_once(tmp_path, hour="02")
    assert dumps(tmp_path) == [name_of(1)]
    run_backup_once(tmp_path, hour="03")
    assert dumps(tmp_path) == [name_of(1), name_of(0)]


def test_only_the_newest_backups_are_kept(tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    for days_ago in range(1, 6):
        (tmp_path / "backup" / name_of(days_ago)).write_text("data")
    run_backup_once(tmp_path)
    assert dumps(tmp_path) == [name_of(2), name_of(1), name_of(0)]


@pytest.mark.parametrize("pg_dump", ["exit 1", "echo garbage >/partial"])
def test_failed_or_unreadable_dump_replaces_nothing_and_is_told(tmp_path: Path, pg_dump: str) -> None:
    (tmp_path / "backup").mkdir()
    for days_ago in range(1, 6):
        (tmp_path / "backup" / name_of(days_ago)).write_text("data")
    assert "no dump today yet" in run_backup_once(tmp_path, pg_dump=pg_dump)
    assert len(dumps(tmp_path)) == 5
    assert name_of(0) not in dumps(tmp_path)
