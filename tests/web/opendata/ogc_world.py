"""Rows for every layer, in a test's own transaction; and who must not be found in any."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from tests.asset_making import make_asset
from tests.factories import make_partner
from tests.initiative_making import make_content, make_initiative, make_initiatives
from tests.release_making import made_release
from webapp.models import Asset, Initiative
from webapp.vocabulary import AssetKind, InitiativeLayer, Reach

TITLES = ("Soep op dinsdag", "Koffie op de hoek", "Wandelen door de wijk", "Taalcafé", "Klussen met buren")
HIDDEN = "Verborgen"
SHUT = date(2026, 1, 1)


def make_layers(session: Session) -> tuple[Sequence[Initiative], Sequence[Asset]]:
    """Five initiatives at a place and one in the whole city, two places, and a release."""
    initiatives = make_initiatives(session, TITLES)
    city = make_content("Overal welkom", reach=Reach.CITY, lon=None, lat=None, address="")
    initiatives.append(make_initiative(session, city))
    places = [make_asset(session, "Buurttuin"), make_asset(session, "Fietsenmaker", kind=AssetKind.ECONOMY)]
    made_release(session)
    return initiatives, places


def hide_things(session: Session) -> None:
    """What is not public, not social, or of faith, in every way that it can be."""
    make_initiative(session, make_content(f"{HIDDEN} avond", themes=("zingeving",)))
    make_initiative(session, make_content(f"{HIDDEN} in de Oosterkerk"))
    faith = make_content(f"{HIDDEN} kring", layer=InitiativeLayer.MISSIONARY, reach=Reach.CITY, lon=None, lat=None)
    make_initiative(session, faith)
    make_asset(session, f"{HIDDEN} schuurtje", is_public=False)
    make_asset(session, f"{HIDDEN} zaal", partner_id=make_partner(session, "proefkerk-hidden").id)
    make_asset(session, f"{HIDDEN} stilteplek", themes=("zingeving",))
    make_asset(session, f"{HIDDEN} moskee")
    make_asset(session, f"{HIDDEN} netwerk", neighbourhood="selwerd")
    make_asset(session, f"{HIDDEN} winkel").ended_on = SHUT
    session.flush()
