"""What is said beside an address that was found."""

from flask_babel import gettext

from webapp.areas.gazetteer import Address
from webapp.areas.rules import AddressSource
from webapp.vocabulary import PlacePrecision


def address_note(found: Address) -> str:
    """Where an address lies, how exactly that is known, and who knew it: `ongeveer, in Selwerd`."""
    name = found.neighbourhood.name
    if found.source is AddressSource.PDOK:
        return str(gettext("in %(name)s. Bron: PDOK Locatieserver", name=name))
    if found.precision is PlacePrecision.STREET:
        return str(gettext("op deze straat, in %(name)s", name=name))
    if found.kind == "neighbourhood":
        return str(gettext("ongeveer: midden in de wijk"))
    return str(gettext("ongeveer: midden in %(name)s", name=name))
