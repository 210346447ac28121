"""Networks of neighbours for tests: who stands in one, groups, and ties between what stands there."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_consent, make_person
from webapp.models import Asset, Initiative, NeighbourGroup, NetworkNode, Partner, Person, Tie
from webapp.networks.rules.network import WITHOUT_DIRECTION
from webapp.vocabulary import ConsentPurpose, ConsentScope, GroupKind, Provenance, TieKind, TieSource, TieStrength

Thing = Person | NeighbourGroup | Partner | Initiative | Asset
"""What can have ties."""

LONG_AGO = TODAY - timedelta(days=30)
"""Since when whom tests make stand in a network, and what they note holds."""


def make_linked(
    session: Session,
    name: str,
    neighbourhood_id: int,
    *,
    with_account: bool = False,
    buurt_code: str | None = None,
    scope: ConsentScope = ConsentScope.NEIGHBOURHOOD,
    on: date = LONG_AGO,
    days: int = 180,
) -> Person:
    """Somebody who stands in the network of a neighbourhood: may be known and linked, for so many days from `on`."""
    person = make_person(
        session,
        name,
        account_id=make_account(session).id if with_account else None,
        neighbourhood_id=neighbourhood_id,
        buurt_code=buurt_code,
    )
    for purpose in (ConsentPurpose.BE_KNOWN, ConsentPurpose.BE_LINKED):
        make_consent(session, person.id, purpose, on=on, scope=scope, days=days)
    return person


def make_group(
    session: Session,
    name: str,
    neighbourhood_id: int,
    *,
    kind: GroupKind = GroupKind.ACTIVITY,
    started_on: date | None = LONG_AGO,
    ended_on: date | None = None,
) -> NeighbourGroup:
    """A group that neighbours formed."""
    group = NeighbourGroup(
        neighbourhood_id=neighbourhood_id,
        kind=kind,
        name=name,
        started_on=started_on,
        ended_on=ended_on,
        provenance=Provenance.ENTERED,
    )
    session.add(group)
    session.flush()
    return group


def node_id_of(session: Session, thing: Thing) -> int:
    """The node of somebody or something in networks."""
    session.flush()
    column = {
        Person: NetworkNode.person_id,
        NeighbourGroup: NetworkNode.group_id,
        Partner: NetworkNode.partner_id,
        Initiative: NetworkNode.initiative_id,
        Asset: NetworkNode.asset_id,
    }[type(thing)]
    return session.scalars(select(NetworkNode.id).where(column == thing.id)).one()


def make_tie(
    session: Session,
    a: Thing,
    b: Thing,
    *,
    kind: TieKind = TieKind.KNOWS,
    neighbourhood_id: int | None = None,
    strength: TieStrength = TieStrength.REGULAR,
    since: date = LONG_AGO,
    until: date | None = None,
    confirmed_on: date | None = None,
    source: TieSource = TieSource.NOTED,
    noted_by: int | None = None,
) -> Tie:
    """A tie from the first to the second; noted where the first lives unless told otherwise, sure since it began."""
    one, other = node_id_of(session, a), node_id_of(session, b)
    if kind in WITHOUT_DIRECTION:
        one, other = sorted((one, other))
    at = neighbourhood_id or getattr(a, "neighbourhood_id", None) or getattr(b, "neighbourhood_id", None)
    assert at is not None, "neither lives anywhere: tell where the tie was noted"
    tie = Tie(
        neighbourhood_id=at,
        from_node_id=one,
        to_node_id=other,
        kind=kind,
        strength=strength,
        period=Range(since, until),
        confirmed_on=confirmed_on or since,
        source=source,
        noted_by=noted_by,
    )
    session.add(tie)
    session.flush()
    return tie
