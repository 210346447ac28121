"""The client under load: one process, one thread, a few connections that are kept open, raw sockets.

`python -m bench.load` reads a `LoadSpec` as JSON from standard input and writes a `LoadResult`. It stands apart so that
it shares no interpreter with anything that is measured, and imports nothing that is slow to load.
"""

import json
import selectors
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field

from bench.errors import BenchError

_REQUESTS_PER_CONNECTION = 40
"""A connection stays with the worker that took it: opening it anew now and then spreads the load over the workers."""
_LAST_CHUNK = b"0\r\n\r\n"
_SILENCE_SECONDS = 60.0
_PATIENCE = 3
"""How often one request is made anew."""


@dataclass(frozen=True)
class LoadSpec:
    """What to ask, of whom, and for how long.

    Attributes
    ----------
    port
        On 127.0.0.1.
    paths
        Asked for in turn, from the position `start` on, round and round.
    headers
        Sent with every request.
    connections, seconds
        Open at a time; for how long new requests are made. What is under way then is waited for and counted.
    status
        What every answer must have.
    """

    port: int
    paths: tuple[str, ...]
    headers: dict[str, str]
    connections: int
    seconds: float
    status: int = 200
    start: int = 0


@dataclass(frozen=True)
class LoadResult:
    """Answers, seconds until the last one, bodies' bytes, median time to an answer, and how many were wrong."""

    answers: int
    seconds: float
    body_bytes: int
    median_ms: float
    wrong: int

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return self.answers / self.seconds


def run_load(spec: LoadSpec) -> LoadResult:
    """Run the client in a process of its own; raises `BenchError` when an answer is not what it must be."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(asdict(spec)),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError("the client stopped", path=spec.paths[0], error=done.stderr.strip()[-400:])
    result = LoadResult(**json.loads(done.stdout))
    if result.wrong or not result.answers:
        raise BenchError(
            "wrong answers", path=spec.paths[0], wrong=result.wrong, of=result.answers, expected=spec.status
        )
    return result


@dataclass
class _Tally:
    """What came in so far."""

    spec: LoadSpec
    next_path: int
    answers: int = 0
    body_bytes: int = 0
    wrong: int = 0
    times: list[float] = field(default_factory=list)

    def take_path(self) -> str:
        path = self.spec.paths[self.next_path % len(self.spec.paths)]
        self.next_path += 1
        return path


class _Connection:
    """One connection, with at most one request under way."""

    def __init__(self, tally: _Tally, selector: selectors.BaseSelector) -> None:
        self._tally, self._selector = tally, selector
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in tally.spec.headers.items())
        self._made = 0
        self._open()

    def _open(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._tally.spec.port), timeout=_SILENCE_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(self._socket, selectors.EVENT_READ, self)

    def close(self) -> None:
        self._selector.unregister(self._socket)
        self._socket.close()

    def ask(self) -> None:
        if self._made and self._made % _REQUESTS_PER_CONNECTION == 0:
            self.close()
            self._open()
        self._made += 1
        self._path, self._refusals = self._tally.take_path(), 0
        self._begun = time.perf_counter()
        self._send()

    def _send(self) -> None:
        self._head, self._body, self._length, self._tail = b"", 0, -1, b""
        request = f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{self._headers}\r\n"
        self._socket.sendall(request.encode())

    def receive(self, room: memoryview) -> bool:
        """Take what arrived; tells whether the answer is complete."""
        try:
            got = self._socket.recv_into(room)
        except ConnectionResetError:
            got = 0
        if got == 0:
            self._ask_again()
            return False
        if self._length == -1:
            self._head += bytes(room[:got])
            head, found, rest = self._head.partition(b"\r\n\r\n")
            if not found:
                return False
            self._read_head(head)
            self._count(rest)
        else:
            self._count(bytes(room[max(0, got - 5) : got]), got)
        if self._body != self._length and not (self._length == -2 and self._tail.endswith(_LAST_CHUNK)):
            return False
        self._tally.times.append(time.perf_counter() - self._begun)
        self._tally.answers += 1
        self._tally.body_bytes += self._body
        return True

    def _ask_again(self) -> None:
        """Do as a browser does when a server gave up on an idle connection just as the request was on its way."""
        self._refusals += 1
        if self._head or self._refusals > _PATIENCE:
            raise BenchError("a connection was closed in the middle of an answer", path=self._path)
        self.close()
        self._open()
        self._send()

    def _count(self, end: bytes, size: int | None = None) -> None:
        self._body += len(end) if size is None else size
        self._tail = (self._tail + end)[-5:]

    def _read_head(self, head: bytes) -> None:
        lines = head.split(b"\r\n")
        if int(lines[0].split(b" ", 2)[1]) != self._tally.spec.status:
            self._tally.wrong += 1
        fields = dict(line.lower().split(b":", 1) for line in lines[1:])
        chunked = b"chunked" in fields.get(b"transfer-encoding", b"")
        self._length = -2 if chunked else int(fields.get(b"content-length", b"0"))
        if self._tally.spec.status == 304:
            self._length = 0


def _work(spec: LoadSpec) -> LoadResult:
    tally = _Tally(spec, spec.start)
    room = memoryview(bytearray(1 << 20))
    with selectors.DefaultSelector() as selector:
        connections = [_Connection(tally, selector) for _ in range(spec.connections)]
        begun = time.perf_counter()
        for connection in connections:
            connection.ask()
        under_way = len(connections)
        while under_way:
            ready = selector.select(timeout=_SILENCE_SECONDS)
            if not ready:
                raise BenchError("no answer", seconds=_SILENCE_SECONDS)
            for key, _ in ready:
                connection = key.data
                if connection.receive(room):
                    if time.perf_counter() - begun < spec.seconds:
                        connection.ask()
                    else:
                        under_way -= 1
        taken = time.perf_counter() - begun
        for connection in connections:
            connection.close()
    return LoadResult(tally.answers, taken, tally.body_bytes, statistics.median(tally.times) * 1000, tally.wrong)


if __name__ == "__main__":
    given = json.load(sys.stdin)
    json.dump(asdict(_work(LoadSpec(**given))), sys.stdout)
