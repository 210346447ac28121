"""Processes that are measured: started on a free port of 127.0.0.1, and stopped by their number."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own

from bench.errors import BenchError

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0
STOP_SECONDS = 20.0


@dataclass(frozen=True)
class Reply:
    """One whole answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    """A running server: its name in the table, where it listens, and its first process."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        """Ask once."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers=dict(headers or {}))
            answer = connection.getresponse()
            body = answer.read()
            return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, body)
        finally:
            connection.close()

    def forget_peak(self) -> None:
        """Let the peak of memory begin anew, where the system can (Linux)."""
        for process in self._processes():
            with suppress(OSError):
                Path(f"/proc/{process.pid}/clear_refs").write_text("5")

    def peak_megabytes(self) -> float:
        """The sum over the server's processes of the most memory each held (elsewhere than on Linux: holds)."""
        total = 0
        for process in self._processes():
            with suppress(psutil.NoSuchProcess):
                total += _peak_bytes(process)
        return total / 1e6

    def _processes(self) -> list[psutil.Process]:
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def gunicorn(python: str, application: str) -> list[str]:
    """The command for a WSGI application under the product's own settings of gunicorn."""
    return [python, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"), application]


@contextmanager
def serve(
    name: str, command: Sequence[str], *, port: int, environ: Mapping[str, str], log: Path, ready: str
) -> Iterator[Server]:
    """Start a server, wait until it answers `ready` with 200, and stop it at the end.

    Raises `BenchError` with the end of its log when it does not come up.
    """
    env = {**os.environ, "PORT": str(port), "HOST": "127.0.0.1", "WEB_CONCURRENCY": "2", "WEB_THREADS": "4", **environ}
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=file, stderr=subprocess.STDOUT)
    server = Server(name, port, process)
    try:
        _wait(server, ready, log)
        yield server
    finally:
        _stop(process)


def this_python() -> str:
    """The interpreter that the bench runs in."""
    return sys.executable


def _wait(server: Server, ready: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    status: int | None = None
    while time.monotonic() < deadline and server.process.poll() is None:
        with suppress(OSError, http.client.HTTPException):
            status = server.get(ready).status
            if status == 200:
                return
        time.sleep(0.1)
    end = log.read_text(errors="replace")[-1500:]
    raise BenchError("a server does not come up", server=server.name, asked=ready, status=status, log=end)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()
        process.wait()


def _peak_bytes(process: psutil.Process) -> int:
    status = Path(f"/proc/{process.pid}/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return int(process.memory_info().rss)
