"""Judging all rows of a file at once: what each holds, what is wrong with it, and what it looks like."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sqlalchemy import Integer, Text, cast, column, func, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from webapp.exchange.alike import Pairs, Titled
from webapp.exchange.doubts import codes_of, doubts_on_faith, doubts_on_people
from webapp.exchange.partner_reading import PartnerRow, read_partner
from webapp.exchange.queries import list_row_values
from webapp.exchange.queries.lookups import (
    Located,
    list_partner_names,
    list_titles,
    list_waiting,
    load_known,
    locate,
    words_to_compare,
)
from webapp.exchange.reading import InitiativeRow, read_initiative
from webapp.exchange.rules import Choice, Finding, cells_of
from webapp.models import ImportRow, ImportRun
from webapp.tokens import new_token
from webapp.vocabulary import ImportSubject

TASK_KEY_LENGTH = 12
AT_ONCE = 500
LONGEST_COMPARED = 200
"""Characters of a title or name by which a row is compared."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Chosen:
    """What somebody chose for a row, and what they knew of it then: what it looked like, and what was doubtful."""

    choice: str
    like: int | None
    doubts: frozenset[tuple[str, str, str]]


@dataclass
class Judged:
    """What became of a row: an initiative or a partner, what there is to say of it, and what it looks like.

    `key` is the name by which partners are the same; `located` where the pin of an initiative lies.
    """

    number: int
    findings: list[Finding] = field(default_factory=list)
    initiative: InitiativeRow | None = None
    partner: PartnerRow | None = None
    located: Located | None = None
    lookalike_id: int | None = None
    choice: str = ""
    key: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it can be taken in."""
        return not any(finding.is_error for finding in self.findings)

    @property
    def outcome(self) -> tuple[int, bool, bool]:
        """What somebody who saw the preview counts on: which rows are good, and which look like something."""
        return self.number, self.is_good, bool(self.choice)


def judge(session: Session, run: ImportRun, *, today: date) -> list[Judged]:
    """Every row of a file, by what its columns mean; in a few statements for each five hundred rows.

    Who chose something for a row that looks like another, or holds something doubtful, keeps that choice as long as
    there is nothing else to know of it; without a choice such a row is left out.
    """
    rows = list_row_values(session, run.id)
    cells = {row.number: cells_of(row.cells, run.mapping) for row in rows}
    known_headings = frozenset(run.headings)
    if run.subject == ImportSubject.INITIATIVES:
        judged = _initiatives(session, cells, today=today)
    else:
        judged = _partners(session, cells)
    for each, row in zip(judged, rows, strict=True):
        if not known_headings.issuperset(row.cells):
            each.findings.append(Finding("", "cells_beyond"))
        each.findings += doubts_on_people(cells[each.number])
        if run.subject == ImportSubject.INITIATIVES:
            each.findings += doubts_on_faith(cells[each.number])
    chosen = {row.number: Chosen(row.choice, row.lookalike_id, codes_of(row.findings)) for row in rows if row.choice}
    if run.subject == ImportSubject.INITIATIVES:
        _compare_initiatives(session, judged, cells, chosen)
    else:
        _compare_partners(session, judged, cells, chosen)
    return judged


def keep_judged(session: Session, run: ImportRun, judged: Sequence[Judged]) -> None:
    """Keep with every row what there is to say of it, in one statement."""
    sent = [
        {
            "number": each.number,
            "errors": [finding.to_json() for finding in each.findings],
            "lookalike_id": each.lookalike_id,
            "choice": each.choice,
        }
        for each in judged
    ]
    values = (
        func.jsonb_to_recordset(cast(sent, JSONB))
        .table_valued(
            column("number", Integer), column("errors", JSONB), column("lookalike_id", Integer), column("choice", Text)
        )
        .render_derived(name="judged", with_types=True)
    )
    session.execute(
        update(ImportRow)
        .where(ImportRow.run_id == run.id, ImportRow.number == values.c.number)
        .values(errors=values.c.errors, lookalike_id=values.c.lookalike_id, choice=values.c.choice)
        .execution_options(synchronize_session=False)
    )


def _initiatives(session: Session, cells: Mapping[int, Mapping[str, str]], *, today: date) -> list[Judged]:
    known = load_known(session, with_streets=any("address" in texts for texts in cells.values()))
    offered = known.offered
    judged: list[Judged] = []
    for some in _some(list(cells.items())):
        for number, texts in some:
            row = read_initiative(texts, known, offered, today=today, new_key=lambda: new_token()[:TASK_KEY_LENGTH])
            judged.append(Judged(number, row.findings, initiative=row))
        _locate(session, judged[-len(some) :], cells)
    return judged


def _locate(session: Session, judged: Sequence[Judged], cells: Mapping[int, Mapping[str, str]]) -> None:
    located = locate(session, {each.number: pin for each in judged if (pin := _pin(each)) is not None})
    for each in judged:
        each.located = located.get(each.number)
        if each.located is not None and not each.located.is_inside:
            beside = next((name for name in ("lon", "rd_x") if name in cells[each.number]), "address")
            each.findings.append(Finding(beside, "point_outside"))


def _some(rows: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """A few hundred at a time: between two looks at the database there may not be ten seconds of thinking."""
    return (rows[first : first + AT_ONCE] for first in range(0, len(rows), AT_ONCE))


def _pin(judged: Judged) -> tuple[float, float] | None:
    content = judged.initiative.content if judged.initiative else None
    if content is None or content.lon is None or content.lat is None:
        return None
    return content.lon, content.lat


def _compare_initiatives(
    session: Session,
    judged: Sequence[Judged],
    cells: Mapping[int, Mapping[str, str]],
    chosen: Mapping[int, Chosen],
) -> None:
    titled = [(each, title) for each in judged if (title := _named(cells[each.number], "title"))]
    pairs = Pairs(list_titles(session) if titled else ())
    for some in _some(titled):
        names = words_to_compare(session, [title for _, title in some])
        for (each, _), named in zip(some, names, strict=True):
            x, y = (each.located.x, each.located.y) if each.located else (None, None)
            _note_alike(each, "title", pairs.find(Titled(each.number, named.words, x, y), keep=each.is_good))
    _keep_choices(judged, chosen)
    merged = _merged_once(judged, "title")
    waiting = list_waiting(session, [each.lookalike_id or 0 for each in merged]) if merged else set()
    for each in merged:
        if each.lookalike_id in waiting:
            each.findings.append(Finding("title", "decide_first"))


def _named(cells: Mapping[str, str], name: str) -> str:
    return " ".join(cells.get(name, "").split())[:LONGEST_COMPARED]


def _partners(session: Session, cells: Mapping[int, Mapping[str, str]]) -> list[Judged]:
    known = load_known(session, with_streets=any("places" in texts for texts in cells.values()))
    judged = []
    for number, texts in cells.items():
        row = read_partner(texts, known)
        judged.append(Judged(number, row.findings, partner=row))
    return judged


def _compare_partners(
    session: Session,
    judged: Sequence[Judged],
    cells: Mapping[int, Mapping[str, str]],
    chosen: Mapping[int, Chosen],
) -> None:
    called = [(each, name) for each in judged if (name := _named(cells[each.number], "name"))]
    there = list_partner_names(session) if called else {}
    taken = {named.key: number for number, named in there.items()}
    pairs = Pairs(Titled(number, named.words) for number, named in there.items())
    for some in _some(called):
        names = words_to_compare(session, [name for _, name in some])
        for (each, _), named in zip(some, names, strict=True):
            each.key = named.key
            like, like_row = pairs.find(Titled(each.number, named.words), keep=each.is_good)
            # just the same name goes before what is only like it
            _note_alike(each, "name", (taken.get(named.key, like), like_row))
    _keep_choices(judged, chosen)
    _merged_once(judged, "name")
    used = set(taken)
    for each in judged:
        if each.is_good and each.choice in ("", Choice.KEEP):
            if each.key in used:
                each.findings.append(Finding("name", "partner_name_taken"))
            used.add(each.key)


def _merged_once(rows: Sequence[Judged], beside: str) -> list[Judged]:
    """The rows that are merged into something; of two into the same the second is wrong."""
    found: dict[int | None, Judged] = {}
    for row in rows:
        if row.choice != Choice.MERGE:
            continue
        if row.lookalike_id in found:
            row.findings.append(Finding(beside, "merge_twice", str(found[row.lookalike_id].number)))
        else:
            found[row.lookalike_id] = row
    return list(found.values())


def _note_alike(row: Judged, beside: str, found: tuple[int | None, int | None]) -> None:
    like, like_row = found
    if like is not None:
        row.lookalike_id = like
        row.findings.append(Finding(beside, "alike_existing"))
    if like_row is not None:
        row.findings.append(Finding(beside, "alike_row", str(like_row)))


def _keep_choices(judged: Sequence[Judged], chosen: Mapping[int, Chosen]) -> None:
    """Give each good row about which there is something to choose the choice that was made, or leave it out."""
    for row in judged:
        if not row.is_good or not row.findings:
            continue
        was = chosen.get(row.number)
        knew = was is not None and was.like == row.lookalike_id and was.doubts >= codes_of(row.findings)
        row.choice = was.choice if was is not None and knew else Choice.SKIP.value
