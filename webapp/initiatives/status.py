"""How one's initiative stands, put together for its page."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.initiatives.choices import load_names
from webapp.initiatives.content import Content
from webapp.initiatives.pages import OwnRow, StatusPage, Step
from webapp.initiatives.queries import OwnInitiative, find_own, list_revisions
from webapp.initiatives.words import Names, differences, rows_of
from webapp.models import Initiative, InitiativeRevision
from webapp.vocabulary import RevisionState


def find_status(
    session: Session, viewer: Actor, slug: str, own_language: Callable[[str, str], str], *, today: date
) -> StatusPage | None:
    """How one of the viewer's initiatives stands; None when it is not theirs."""
    initiative = find_own(session, viewer, slug)
    if initiative is None:
        return None
    revisions = list_revisions(session, initiative.id)
    contents = {each.number: Content.from_json(each.content) for each in revisions}
    names = load_names(session, own_language, *contents.values())
    newest = next((each for each in revisions if each.state != RevisionState.WITHDRAWN), revisions[0])
    approved = [each for each in revisions if each.state == RevisionState.APPROVED]
    # as `find_approved`: an older version can be approved after a newer one
    shown = max(approved, key=lambda each: (each.decided_at or each.created_at, each.number), default=None)
    content = contents[newest.number]
    waits = newest.state == RevisionState.WAITING
    own = OwnInitiative(
        id=initiative.id,
        slug=initiative.slug,
        title=content.title,
        state=initiative.state,
        confirmed_on=initiative.confirmed_on,
        waits=waits,
        reason=newest.reason if newest.state == RevisionState.RETURNED else "",
        content=contents[shown.number] if shown else content,
    )
    public = contents[shown.number] if shown else None
    return StatusPage(
        initiative=initiative,
        title=content.title,
        row=OwnRow.of(own, today=today),
        shown=public,
        newest=content,
        waits=waits,
        steps=_steps(revisions, contents, names),
        names=names,
        rows=rows_of(content, names),
        waiting_changes=differences(public, content, names) if public and content != public else (),
        merged_into=_slug_of(session, initiative.merged_into_id),
    )


def _steps(revisions: Sequence[InitiativeRevision], contents: dict[int, Content], names: Names) -> list[Step]:
    before = {new.number: contents[old.number] for new, old in pairwise(revisions)}
    return [
        Step(
            number=each.number,
            state=each.state.value,
            created_at=each.created_at,
            decided_at=each.decided_at,
            reason=each.reason,
            note=each.note,
            changes=differences(before[each.number], contents[each.number], names) if each.number in before else (),
        )
        for each in revisions
    ]


def _slug_of(session: Session, initiative_id: int | None) -> str | None:
    if initiative_id is None:
        return None
    return session.scalar(select(Initiative.slug).where(Initiative.id == initiative_id))
