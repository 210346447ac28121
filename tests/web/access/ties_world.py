"""A network here and one there: somebody who agreed to be linked, a group, a tie, a follow-up; with names that tell."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_consent
from tests.network_making import make_group, make_linked, make_tie, node_id_of
from tests.web.access.network_world import Objects
from webapp.models import FollowUp, Person
from webapp.vocabulary import ConsentPurpose, FollowUpKind, TieKind

TIES_CANARIES = {"A": "Kanariegroep aan de Eikenlaan", "B": "Kanariegroep op de Meezenbroek", "C": "Kan Verbonden Ver"}
"""By letter: a group here, a group there, somebody there who is linked with that group."""

NETWORK_PAGES = (
    "networks.add_tie",
    "networks.confirm_tie",
    "networks.confirm_ties",
    "networks.edit_group",
    "networks.edit_tie",
    "networks.follow_ups",
    "networks.groups",
    "networks.health",
    "networks.import_ties",
    "networks.insights",
    "networks.map_data",
    "networks.meet",
    "networks.names",
    "networks.page",
    "networks.ties",
)


def make_ties(session: Session, *, neighbour: int, here: int, there: int) -> Objects:
    """The neighbour in a group here, somebody else in one there; gives the addresses of their rows."""
    near = session.scalars(select(Person).where(Person.account_id == neighbour)).one()
    make_consent(session, near.id, ConsentPurpose.BE_LINKED, on=TODAY - timedelta(days=9))
    far = make_linked(session, TIES_CANARIES["C"], there)
    objects: Objects = {}
    for thing, slug, place, person, letter in (
        ("here", "selwerd", here, near, "A"),
        ("there", "vinkhuizen", there, far, "B"),
    ):
        group = make_group(session, TIES_CANARIES[letter], place)
        tie = make_tie(session, person, group, kind=TieKind.MEMBER_OF)
        session.add(
            FollowUp(
                neighbourhood_id=place,
                kind=FollowUpKind.VISIT,
                node_id=node_id_of(session, group),
                due_on=TODAY + timedelta(days=3),
            )
        )
        session.flush()
        row = {"slug": slug, "tie_id": str(tie.id), "group_id": str(group.id)}
        for endpoint in NETWORK_PAGES:
            objects[endpoint, thing] = row
    return objects
