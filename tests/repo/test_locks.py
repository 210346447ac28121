"""The locks are in step with what the project asks for, and name no registry."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.repo.tree import read

PROJECT = tomllib.loads(read("pyproject.toml"))["project"]
LOCKS = {
    "requirements.txt": PROJECT["dependencies"],
    "requirements-dev.txt": [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]],
}


def pinned(text: str) -> dict[str, tuple[str, int]]:
    """The version of each package in the text of a lock, and how many hashes it has."""
    found = {}
    for block in re.split(r"(?m)^(?=[A-Za-z0-9])", text):
        head = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", block)
        if head:
            found[canonicalize_name(head[1])] = (head[2], block.count("--hash=sha256:"))
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_that_is_asked_for_is_pinned_within_its_bounds(lock: str) -> None:
    versions = pinned(read(lock))
    for line in LOCKS[lock]:
        wanted = Requirement(line)
        version, _ = versions[canonicalize_name(wanted.name)]
        assert Version(version) in wanted.specifier, line


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_hashes_and_no_address(lock: str) -> None:
    lines = [line for line in read(lock).splitlines() if line.strip() and not line.lstrip().startswith("#")]

    assert [name for name, (_, hashes) in pinned(read(lock)).items() if not hashes] == []
    assert [line for line in lines if re.search(r"https?://|--(?:extra-)?index|--find-links|file:|git\+", line)] == []
    assert [
        line for line in lines if not re.match(r"[A-Za-z0-9._\[\],-]+==\S+ ?|\s+--hash=sha256:[0-9a-f]{64}", line)
    ] == []


def test_both_locks_agree() -> None:
    product, development = (pinned(read(lock)) for lock in LOCKS)

    assert {name: version for name, (version, _) in product.items()}.items() <= {
        name: version for name, (version, _) in development.items()
    }.items()


def test_every_dependency_has_its_reason_or_a_name_that_says_it() -> None:
    lines = re.findall(
        r'^  "[^"]+",(.*)$',
        re.split(r"^dependencies = \[", read("pyproject.toml"), flags=re.MULTILINE)[1].split("\n]")[0],
        re.MULTILINE,
    )

    assert lines
    assert all("#" in line for line in lines)


def test_package_without_hashes_is_seen() -> None:
    text = f"flask==3.1.0\n    # via x\nJinja_2[x]==3.1 \\\n    --hash=sha256:{'0' * 64}\n"

    assert pinned(text) == {"flask": ("3.1.0", 0), "jinja-2": ("3.1", 1)}
