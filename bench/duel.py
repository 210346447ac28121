"""Measuring under load, in rounds: the floor, ours, the floor again, then each peer, so that noise hits all alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.load import LoadResult, LoadSpec, run_load
from bench.plan import Plan
from bench.results import Figures, Row
from bench.servers import Server

_WARM_UP_SECONDS = 0.3


@dataclass
class Contender:
    """Somebody to ask for something: paths that are walked through, headers, and the status that must come back."""

    server: Server
    paths: Sequence[str]
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    _asked: int = 0

    def run(self, seconds: float, connections: int) -> LoadResult:
        """Go on where the last run ended."""
        spec = LoadSpec(
            port=self.server.port,
            paths=tuple(self.paths),
            headers=dict(self.headers),
            connections=connections,
            seconds=seconds,
            status=self.status,
            start=self._asked,
        )
        result = run_load(spec)
        self._asked += result.answers
        return result


def race(
    plan: Plan, job: str, size: str, *, ours: Contender, floor: Contender, peers: Mapping[str, Contender] | None = None
) -> Row:
    """Answers per second under the plan's load; a row without goals yet."""
    peers = peers or {}
    for contender in (floor, ours, *peers.values()):
        contender.run(_WARM_UP_SECONDS, plan.connections)
    ours.server.forget_peak()
    own: list[LoadResult] = []
    floors: list[float] = []
    ratios: list[float] = []
    others: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(plan.rounds):
        before = floor.run(plan.seconds, plan.connections).per_second
        own.append(ours.run(plan.seconds, plan.connections))
        after = floor.run(plan.seconds, plan.connections).per_second
        floors.append((before + after) / 2)
        ratios.append(own[-1].per_second / floors[-1])
        for name, peer in peers.items():
            others[name].append(peer.run(plan.seconds, plan.connections).per_second)
    rates = tuple(result.per_second for result in own)
    return Row(
        job=job,
        size=size,
        unit="/s",
        ours=rates,
        floor=tuple(floors),
        ratios=tuple(ratios),
        peers={name: tuple(figures) for name, figures in others.items()},
        peer_ratios={name: _over(rates, figures) for name, figures in others.items()},
        body_bytes=own[-1].body_bytes // own[-1].answers,
        peak_megabytes=ours.server.peak_megabytes(),
    )


def wait(plan: Plan, job: str, size: str, *, ours: Contender, floor: Contender) -> Row:
    """Milliseconds to an answer when nobody else asks; a row without goals yet."""
    for contender in (floor, ours):
        contender.run(_WARM_UP_SECONDS, 1)
    ours.server.forget_peak()
    own: list[LoadResult] = []
    floors: list[float] = []
    for _ in range(plan.rounds):
        before = floor.run(plan.seconds, 1).median_ms
        own.append(ours.run(plan.seconds, 1))
        floors.append((before + floor.run(plan.seconds, 1).median_ms) / 2)
    times = tuple(result.median_ms for result in own)
    return Row(
        job=job,
        size=size,
        unit="ms",
        ours=times,
        floor=tuple(floors),
        ratios=_over(times, floors),
        body_bytes=own[-1].body_bytes // own[-1].answers,
        peak_megabytes=ours.server.peak_megabytes(),
    )


def _over(figures: Sequence[float], others: Sequence[float]) -> Figures:
    return tuple(figure / other for figure, other in zip(figures, others, strict=True))
