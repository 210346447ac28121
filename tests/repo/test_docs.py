"""What is not in the documents does not exist for whoever comes after us."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from tests.repo.tree import ROOT, files, modules, read
from webapp.cli import GROUPS, cli

DOCUMENTS = [path for path in files() if path.suffix == ".md"]
EXAMPLES = {"migrations/versions/0007_what_it_does.py"}
"""Names that a document gives to files which are not there yet."""
ADRS = [path for path in files() if path.is_relative_to("docs/adr") and path.stem[:4].isdigit()]


def commands(group: click.Group, context: click.Context, prefix: str = "") -> Iterator[str]:
    """Names of all commands, without the groups that only hold others."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                yield f"{prefix}{name}"
            yield from commands(command, context, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}"


ALL_COMMANDS = list(commands(cli, click.Context(cli)))


def headings(text: str) -> set[str]:
    """The names under which a heading can be linked to, as Git hosts make them."""
    found = re.findall(r"^#+\s+(.+?)\s*$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def links(text: str) -> list[str]:
    """Targets of links and pictures, outside code."""
    prose = re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)
    return [one or other for one, other in re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"", prose)]


def broken(document: Path, text: str) -> list[str]:
    found = []
    for link in links(text):
        if re.match(r"https?://|mailto:", link):
            continue
        target, _, anchor = unquote(link).partition("#")
        path = (ROOT / document).parent / target if target else ROOT / document
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in headings(path.read_text("utf-8"))):
            found.append(link)
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links_lead_somewhere(document: Path) -> None:
    assert broken(document, read(document)) == []


def test_broken_link_is_seen() -> None:
    assert broken(Path("README.md"), "[a](docs/none.md) [b](README.md#nowhere) [c](https://example.nl)") == [
        "docs/none.md",
        "README.md#nowhere",
    ]


@pytest.mark.parametrize("command", ALL_COMMANDS)
def test_command_is_in_the_manual(command: str) -> None:
    assert f"`{command}" in read("docs/operations.md") or f"./dev cli {command}" in read("docs/operations.md")


@pytest.mark.parametrize("command", ALL_COMMANDS)
def test_command_explains_itself(command: str) -> None:
    found: click.Command = cli
    for word in command.split():
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), word) or click.Command("none")
    assert found.help
    assert found.help.strip()


def test_every_group_of_commands_is_known() -> None:
    assert {command.split()[0] for command in ALL_COMMANDS} == set(GROUPS)


def variables(text: str) -> set[str]:
    """Environment variables that a Python module reads."""
    return set(
        re.findall(r'(?:env(?:iron)?(?:\.get\(|\[)|_(?:required|flag|number)\(env, )[\'"]([A-Z][A-Z0-9_]+)', text)
    )


@pytest.mark.parametrize("name", sorted(variables(read("webapp/config.py")) | variables(read("gunicorn.conf.py"))))
def test_setting_is_in_the_manual(name: str) -> None:
    assert f"`{name}`" in read("docs/operations.md")


def test_settings_are_read_in_one_place() -> None:
    elsewhere = [path for path in modules("geo", "webapp", "seeds") if re.search(r"\bos\.(environ|getenv)", read(path))]

    assert elsewhere == [Path("webapp/config.py")]


def test_manual_names_no_setting_that_is_not_there() -> None:
    rows = re.findall(r"^\| (`[A-Z][^|]*`) \|", read("docs/operations.md"), re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", row)}

    assert named
    assert named == variables(read("webapp/config.py")) | variables(read("gunicorn.conf.py"))


def test_readme_opens_with_the_two_commands() -> None:
    opening = "\n".join(read("README.md").splitlines()[:40])

    assert opening.index("./dev run") < opening.index("./dev test")


def test_decisions_are_numbered_listed_and_say_what_was_decided() -> None:
    numbers = [int(path.stem[:4]) for path in ADRS]

    assert numbers == list(range(1, len(ADRS) + 1))
    for path in ADRS:
        assert path.name in read("docs/adr/README.md")
        text = read(path)
        assert text.startswith("# ")
        assert re.search(r"^(?:##? |\*\*).*(?:Decision|Decided|Status)", text, re.MULTILINE | re.IGNORECASE), path


@pytest.mark.parametrize("path", modules("geo", "webapp", "seeds"), ids=str)
def test_everything_public_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(read(path))
    silent = [] if ast.get_docstring(tree) else ["the module"]
    if "views" not in (path.stem, path.parent.name):
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                silent += [] if ast.get_docstring(node) else [node.name]
    assert silent == []


@pytest.mark.parametrize("folder", ["webapp", "geo", "seeds"])
def test_every_package_says_what_it_is_for(folder: str) -> None:
    packages = {path.parent for path in modules(folder)}

    assert [str(each) for each in packages if not (ROOT / each / "__init__.py").is_file()] == []


def test_paths_that_documents_name_exist() -> None:
    known = {path.as_posix() for path in files()} | {parent.as_posix() for path in files() for parent in path.parents}
    named = {
        (str(document), name)
        for document in DOCUMENTS
        for name in re.findall(r"`((?:geo|webapp|seeds|migrations|tests|docs|bench)/[\w./-]+)`", read(document))
    }

    assert sorted(each for each in named if each[1].rstrip("/") not in known | EXAMPLES) == []


def test_changelog_has_the_version_of_the_project() -> None:
    version = re.search(r'^version = "([^"]+)"', read("pyproject.toml"), re.MULTILINE)

    assert version
    assert version[1] in read("CHANGELOG.md") or "Unreleased" in read("CHANGELOG.md")


def test_pictures_in_the_readme_are_committed() -> None:
    pictures = [link for link in links(read("README.md")) if link.endswith((".png", ".webp", ".jpg", ".svg"))]
    tracked = subprocess.run(["git", "check-ignore", *pictures], cwd=ROOT, capture_output=True, check=False)

    assert pictures
    assert tracked.stdout == b""
