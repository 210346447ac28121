"""What the pages of coordinators show, put together from several reads; each in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.errors import DomainError, NotFound
from webapp.i18n import own_language
from webapp.initiatives.content import Content
from webapp.initiatives.publishing import neighbourhoods_of
from webapp.initiatives.queries import find_approved, find_moderated, find_waiting, list_revisions
from webapp.models import Initiative, InitiativeRevision
from webapp.moderation.actions import Side, merged_of, side_of
from webapp.moderation.alike import Lookalike, list_alike
from webapp.moderation.merging import LISTS, Take, differing, first_choice
from webapp.moderation.queries import (
    find_decided,
    list_lookers,
    list_merged_into,
    list_neighbourhoods,
    list_organising_partners,
    organiser_accounts,
    partner_names,
)
from webapp.moderation.rules import Field, changes, moves_out_of
from webapp.moderation.sketch import Sketch, draw
from webapp.moderation.words import Difference, Names, Told, apart_in_words, field_name, tell, tell_changes
from webapp.privacy.free_text import Reason, names_or_causes
from webapp.themes.queries import list_themes
from webapp.vocabulary import RevisionState, Role

REVIEWED = (RevisionState.WAITING, RevisionState.APPROVED, RevisionState.RETURNED)
"""Versions that the page of a coordinator has something to show of."""


class Writer(StrEnum):
    """Who wrote a version, as far as a coordinator may know."""

    YOU = "you"
    ORGANISER = "organiser"
    COLLEAGUE = "colleague"
    NOBODY = "nobody"


@dataclass(frozen=True)
class ReviewPage:
    """An initiative that waits, or on which somebody decided.

    `told` is the version that waits or else the one that is shown; `differences` what is other than what is shown, and
    `same` the rest of it.
    """

    initiative: Initiative
    waiting: InitiativeRevision | None
    decided: InitiativeRevision | None
    content: Content
    shown: Content | None
    told: Sequence[Told]
    differences: Sequence[Difference]
    places: Sequence[str]
    sketch: Sketch | None
    partners: Sequence[str]
    lookers: Sequence[str]
    lookalikes: Sequence[Lookalike]
    hints: Sequence[Reason]
    is_own: bool
    moves_out: bool
    decided_by_viewer: bool

    @property
    def same(self) -> list[Told]:
        """What a change leaves as it is."""
        changed = {each.field for each in self.differences}
        return [each for each in self.told if each.field not in changed]


@dataclass(frozen=True)
class MergeRow:
    """A field in which two initiatives differ, what each says, and what is chosen of it."""

    field: Field
    label: str
    remark: str
    kept: Told | None
    other: Told | None
    takes: tuple[Take, ...]
    chosen: Take


@dataclass(frozen=True)
class MergePage:
    """Two initiatives beside each other. `problem` tells why they cannot be merged as was chosen."""

    kept: Side
    other: Side
    rows: Sequence[MergeRow]
    same: Sequence[Told]
    promised: int
    problem: DomainError | None


@dataclass(frozen=True)
class Version:
    """One line of the history."""

    number: int
    state: RevisionState
    writer: Writer
    note: str
    reason: str
    written_at: datetime
    decided_at: datetime | None
    decided_by_viewer: bool
    is_shown: bool
    is_waiting: bool
    was_approved: bool


@dataclass(frozen=True)
class VersionsPage:
    """The history of an initiative, newest first, and what is different between two of its versions.

    `merged` are address and title of what became part of it; `has_review` tells whether there is a page to judge it.
    """

    initiative: Initiative
    title: str
    versions: Sequence[Version]
    older: int
    newer: int
    differences: Sequence[Difference]
    merged: Sequence[tuple[str, str]]
    has_review: bool


def review_page(session: Session, viewer: Actor, slug: str, *, now: datetime) -> ReviewPage:
    """An initiative as a coordinator judges it; raises `NotFound` code `initiative_unknown`."""
    initiative = get_moderated(session, viewer, slug)
    waiting, approved = find_waiting(session, initiative.id), find_approved(session, initiative.id)
    decided = find_decided(session, initiative.id)
    version = waiting or approved or decided
    if version is None:
        raise NotFound("initiative_unknown")
    content = Content.from_json(version.content)
    shown = Content.from_json(approved.content) if approved else None
    names, by_id = _names(session, content, shown)
    ids = neighbourhoods_of(session, content)
    places = [by_id[each] for each in ids]
    old_places = [by_id[each] for each in neighbourhoods_of(session, shown)] if shown and waiting else []
    has_city = viewer.holds(Role.CITY_COORDINATOR)
    return ReviewPage(
        initiative=initiative,
        waiting=waiting,
        decided=decided,
        content=content,
        shown=shown,
        told=tell(content, names, places),
        differences=tell_changes(shown, content, names, old_places=old_places, new_places=places)
        if shown is not None and waiting is not None
        else (),
        places=places,
        sketch=draw(session, ids, content, shown if waiting is not None else None),
        partners=list_organising_partners(session, initiative.id),
        lookers=list_lookers(session, (initiative.id,), viewer, now=now).get(initiative.id, ()),
        lookalikes=list_alike(session, viewer, content, without=initiative.id),
        hints=_hints(content) if waiting is not None else (),
        is_own=waiting is not None and waiting.author_id is not None and waiting.author_id == viewer.account_id,
        moves_out=waiting is not None and moves_out_of(viewer.neighbourhood_ids, ids, has_city=has_city),
        decided_by_viewer=decided is not None and decided.decided_by == viewer.account_id,
    )


def merge_page(
    session: Session, viewer: Actor, slugs: tuple[str, str], choices: Mapping[Field, Take], *, today: date
) -> MergePage:
    """Two initiatives to merge, the one that stays first; raises `NotFound`, and `DomainError` for one and itself."""
    if slugs[0] == slugs[1]:
        raise DomainError("same_initiative")
    kept, other = (side_of(session, get_moderated(session, viewer, slug)) for slug in slugs)
    names, by_id = _names(session, kept.content, other.content)
    told = [
        {
            each.field: each
            for each in tell(side.content, names, [by_id[id_] for id_ in neighbourhoods_of(session, side.content)])
        }
        for side in (kept, other)
    ]
    problem, promised = None, 0
    try:
        promised = len(merged_of(session, (kept, other), {**choices, Field.TASKS: Take.KEPT}, today=today).moved)
        merged_of(session, (kept, other), choices, today=today)
    except DomainError as error:
        problem = error
    moved = {each.field: each.moved_metres for each in changes(kept.content, other.content)}
    fields = differing(kept.content, other.content)
    rows = [
        MergeRow(
            field=field,
            label=field_name(field),
            remark=apart_in_words(moved[field]),
            kept=told[0].get(field),
            other=told[1].get(field),
            takes=tuple(Take) if field in LISTS else (Take.KEPT, Take.OTHER),
            chosen=choices.get(field, first_choice(field, kept.content)),
        )
        for field in fields
    ]
    same = [each for field, each in told[0].items() if field not in fields]
    return MergePage(kept, other, rows, same, promised, problem)


def pair_of(session: Session, viewer: Actor, slug: str, other: str) -> tuple[str, str]:
    """Which of two stays when nobody chose: the one that is shown, or else the first that came. The other is second."""
    found = sorted(
        (get_moderated(session, viewer, each) for each in (slug, other)),
        key=lambda each: (each.approved_on is None, each.id),
    )
    return found[0].slug, found[1].slug


def versions_page(session: Session, viewer: Actor, slug: str, *, older: int | None, newer: int | None) -> VersionsPage:
    """The history of an initiative; without a choice the newest version is put beside the one before it."""
    initiative = get_moderated(session, viewer, slug)
    revisions = {each.number: each for each in list_revisions(session, initiative.id)}
    if not revisions:
        raise NotFound("initiative_unknown")
    newer = newer if newer in revisions else max(revisions)
    before = [number for number in revisions if number < newer]
    older = older if older in revisions else max(before, default=newer)
    old, new = Content.from_json(revisions[older].content), Content.from_json(revisions[newer].content)
    names, by_id = _names(session, old, new)
    places = [[by_id[each] for each in neighbourhoods_of(session, content)] for content in (old, new)]
    organisers = organiser_accounts(session, initiative.id)
    shown = find_approved(session, initiative.id)
    return VersionsPage(
        initiative=initiative,
        title=revisions[max(revisions)].content["title"],
        versions=[_version(each, viewer, organisers, shown) for each in revisions.values()],
        older=older,
        newer=newer,
        differences=tell_changes(old, new, names, old_places=places[0], new_places=places[1]),
        merged=list_merged_into(session, viewer, initiative.id),
        has_review=any(each.state in REVIEWED for each in revisions.values()),
    )


def get_moderated(session: Session, viewer: Actor, slug: str) -> Initiative:
    """An initiative of the viewer; raises `NotFound` code `initiative_unknown`."""
    found = find_moderated(session, viewer, slug)
    if found is None:
        raise NotFound("initiative_unknown")
    return found


def _version(
    revision: InitiativeRevision, viewer: Actor, organisers: frozenset[int], shown: InitiativeRevision | None
) -> Version:
    return Version(
        number=revision.number,
        state=revision.state,
        writer=_writer(revision.author_id, viewer, organisers),
        note=revision.note,
        reason=revision.reason,
        written_at=revision.created_at,
        decided_at=revision.decided_at,
        decided_by_viewer=revision.decided_by is not None and revision.decided_by == viewer.account_id,
        is_shown=shown is not None and shown.id == revision.id,
        is_waiting=revision.state == RevisionState.WAITING,
        was_approved=revision.state == RevisionState.APPROVED,
    )


def _writer(author_id: int | None, viewer: Actor, organisers: frozenset[int]) -> Writer:
    if author_id is None:
        return Writer.NOBODY
    if author_id == viewer.account_id:
        return Writer.YOU
    return Writer.ORGANISER if author_id in organisers else Writer.COLLEAGUE


def _names(session: Session, *contents: Content | None) -> tuple[Names, dict[int, str]]:
    """What slugs in these contents are called, and the names of neighbourhoods by id."""
    neighbourhoods = list_neighbourhoods(session)
    partners = {slug for content in contents if content is not None for slug in content.partners}
    names = Names(
        themes={each.slug: each.name for each in list_themes(session, own_language, only_offered=False)},
        neighbourhoods={each.slug: each.name for each in neighbourhoods},
        partners=partner_names(session, partners),
    )
    return names, {each.id: each.name for each in neighbourhoods}


def _hints(content: Content) -> list[Reason]:
    """What in the words seems to point to a person; an address of a meeting place is no secret."""
    words = (content.title, content.description, content.for_whom, content.organiser, content.faith)
    return names_or_causes("\n".join((*words, *(task.title for task in content.tasks), content.picture_alt)))
