"""What is noted about oneself in the networks of neighbours, and whether one stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.models.personal import Retention
from webapp.networks.rules.own import Agreed, Standing, standing
from webapp.privacy.queries import ConsentEnd, GivenConsent, list_consents, list_periods, lives_somewhere
from webapp.privacy.rules import standstills
from webapp.vocabulary import ConsentPurpose, NodeKind

_OWN = text("""
    SELECT tie_id, kind, does, other_kind, other_name, neighbourhood, strength, since, until, confirmed_on, source,
           noted_on, said_on
    FROM own_ties()
""")
_ENDS = {
    None: Agreed.LIVE,
    ConsentEnd.LAPSED: Agreed.LAPSED,
    ConsentEnd.WITHDRAWN: Agreed.WITHDRAWN,
    # the last one is never replaced; if it were, it was taken back
    ConsentEnd.REPLACED: Agreed.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class OwnTie:
    """A tie of whoever looks; `tie_id` is None for what follows from other data and is ended there.

    `does` is whether they are the first of the two. Another person has no name, since neighbours do not see each
    other's names there. `neighbourhood` is whose coordinator noted it, on `noted_on`; both None for what follows.
    `said_on` is when they last said themselves that it is so, None for never.
    """

    tie_id: int | None
    kind: str
    does: bool
    other_kind: NodeKind
    other_name: str | None
    neighbourhood: str | None
    strength: str
    since: date
    until: date | None
    confirmed_on: date
    source: str
    noted_on: date | None
    said_on: date | None


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """Whether somebody stands in the network; if not, `needs` is the consent that it takes.

    `ended_on` is when they stopped standing in it, None for never or not yet. `was_erased` is whether a consent was
    taken back, with which all that was noted went. What is noted of who let it lapse goes after `kept_days`.
    """

    state: Standing
    needs: ConsentPurpose | None
    ended_on: date | None
    was_erased: bool
    kept_days: int


def list_own_ties(session: Session) -> list[OwnTie]:
    """The ties of the viewer, the newest first."""
    rows = session.execute(_OWN).mappings()
    return [OwnTie(**{**row, "other_kind": NodeKind(row["other_kind"])}) for row in rows]


def find_own_standing(session: Session, person_id: int, *, today: date) -> OwnStanding:
    """Whether a person stands in the network today."""
    given = list_consents(session, person_id, today=today)
    known, linked = given[ConsentPurpose.BE_KNOWN], given[ConsentPurpose.BE_LINKED]
    said = {ConsentPurpose.BE_KNOWN: _agreed(known), ConsentPurpose.BE_LINKED: _agreed(linked)}
    reach = next((each.scope for each in known if each.end is None), None)
    idle = standstills(reach, lives_somewhere=lives_somewhere(session, person_id))
    lasts = linked[:1] if said[ConsentPurpose.BE_LINKED] != Agreed.LIVE else known[:1]
    return OwnStanding(
        state=standing(*said.values(), is_seen=ConsentPurpose.BE_LINKED not in idle),
        needs=next((purpose for purpose, agreed in said.items() if agreed != Agreed.LIVE), None),
        ended_on=lasts[0].ended_on if lasts else None,
        was_erased=Agreed.WITHDRAWN in said.values(),
        kept_days=list_periods(session)[Retention.LAPSED_TIE],
    )


def _agreed(consents: Sequence[GivenConsent]) -> Agreed:
    return _ENDS[consents[0].end] if consents else Agreed.NEVER
