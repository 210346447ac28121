"""Judging all rows of a file at once: what each holds, what is wrong with it, and what it looks like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Integer, Text, cast, column, func, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from webapp.exchange.alike import Titled, pair_up
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
    """Every row of a file, by what its columns mean; in a number of statements that does not grow with the rows.

    Who chose something for a row that looks like another keeps that choice; else such a row is left out.
    """
    rows = list_row_values(session, run.id)
    cells = {number: cells_of(texts, run.mapping) for number, texts, _, _ in rows}
    known_headings = frozenset(run.headings)
    if run.subject == ImportSubject.INITIATIVES:
        judged = _initiatives(session, cells, today=today)
    else:
        judged = _partners(session, cells)
    for each, (_, texts, _, _) in zip(judged, rows, strict=True):
        if not known_headings.issuperset(texts):
            each.findings.append(Finding("", "cells_beyond"))
    chosen = {number: (choice, like) for number, _, choice, like in rows if choice}
    if run.subject == ImportSubject.INITIATIVES:
        _compare_initiatives(session, judged, chosen)
    else:
        _compare_partners(session, judged, chosen)
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
    judged = []
    for number, texts in cells.items():
        row = read_initiative(texts, known, offered, today=today, new_key=lambda: new_token()[:TASK_KEY_LENGTH])
        judged.append(Judged(number, row.findings, initiative=row))
    pins = {each.number: pin for each in judged if (pin := _pin(each)) is not None}
    located = locate(session, pins)
    for each in judged:
        each.located = located.get(each.number)
        if each.located is not None and not each.located.is_inside:
            beside = next((name for name in ("lon", "rd_x") if name in cells[each.number]), "address")
            each.findings.append(Finding(beside, "point_outside"))
    return judged


def _pin(judged: Judged) -> tuple[float, float] | None:
    content = judged.initiative.content if judged.initiative else None
    if content is None or content.lon is None or content.lat is None:
        return None
    return content.lon, content.lat


def _compare_initiatives(
    session: Session, judged: Sequence[Judged], chosen: Mapping[int, tuple[str, int | None]]
) -> None:
    titled = []
    good = [each for each in judged if each.is_good and each.initiative and each.initiative.content]
    titles = [each.initiative.content.title for each in good if each.initiative and each.initiative.content]
    for each, named in zip(good, words_to_compare(session, titles), strict=True):
        x, y = (each.located.x, each.located.y) if each.located else (None, None)
        titled.append(Titled(each.number, named.words, x, y))
    like_there, like_row = pair_up(titled, list_titles(session) if titled else ())
    for each in good:
        _note_alike(each, "title", like_there.get(each.number), like_row.get(each.number), chosen)
    merged = _merged_once(good, "title")
    waiting = list_waiting(session, [each.lookalike_id or 0 for each in merged]) if merged else set()
    for each in merged:
        if each.lookalike_id in waiting:
            each.findings.append(Finding("title", "decide_first"))


def _partners(session: Session, cells: Mapping[int, Mapping[str, str]]) -> list[Judged]:
    known = load_known(session, with_streets=any("places" in texts for texts in cells.values()))
    judged = []
    for number, texts in cells.items():
        row = read_partner(texts, known)
        judged.append(Judged(number, row.findings, partner=row))
    return judged


def _compare_partners(session: Session, judged: Sequence[Judged], chosen: Mapping[int, tuple[str, int | None]]) -> None:
    good = [each for each in judged if each.is_good and each.partner and each.partner.facts]
    names = words_to_compare(session, [each.partner.facts.name for each in good if each.partner and each.partner.facts])
    there = list_partner_names(session) if good else {}
    titled = [Titled(each.number, named.words) for each, named in zip(good, names, strict=True)]
    like_there, like_row = pair_up(titled, [Titled(number, named.words) for number, named in there.items()])
    taken = {named.key: number for number, named in there.items()}
    for each, named in zip(good, names, strict=True):
        each.key = named.key
        # just the same name goes before what is only like it
        like = taken.get(named.key, like_there.get(each.number))
        _note_alike(each, "name", like, like_row.get(each.number), chosen)
    _merged_once(good, "name")
    used = set(taken)
    for each in good:
        if each.choice in ("", Choice.KEEP):
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


def _note_alike(
    row: Judged, beside: str, like: int | None, like_row: int | None, chosen: Mapping[int, tuple[str, int | None]]
) -> None:
    if like is not None:
        row.lookalike_id = like
        row.findings.append(Finding(beside, "alike_existing"))
    if like_row is not None:
        row.findings.append(Finding(beside, "alike_row", str(like_row)))
    if like is None and like_row is None:
        return
    choice, was_like = chosen.get(row.number, ("", None))
    still = choice and was_like == like
    row.choice = choice if still else Choice.SKIP.value
