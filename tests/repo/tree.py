"""The files of the repository, as git would take them: no state, no build output."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("geo", "webapp", "seeds", "migrations", "bench", "tests")


@cache
def files() -> tuple[Path, ...]:
    """Every file that is in git or would be after `git add .`, relative to the root."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (Path(name.decode()) for name in listed.stdout.split(b"\0") if name)
    return tuple(sorted({path for path in paths if (ROOT / path).is_file()}))


def read(path: Path | str) -> str:
    """The text of a file of the repository."""
    return (ROOT / path).read_text("utf-8")


def modules(*packages: str) -> list[Path]:
    """The Python files under the given packages; under all of our code when none is given."""
    wanted = packages or CODE
    return [path for path in files() if path.suffix == ".py" and path.parts[0] in wanted]


def templates() -> list[Path]:
    """The templates of pages."""
    return [path for path in files() if path.is_relative_to("webapp/templates")]
