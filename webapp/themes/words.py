"""Where a theme is used, in words."""

from collections.abc import Mapping

from flask_babel import ngettext


def uses_in_words(uses: Mapping[str, int]) -> list[str]:
    """A line per place in which a theme is used: "3 initiatieven"; of people only how many."""
    told = {
        "parts": lambda num: ngettext("%(num)s thema in deze groep", "%(num)s thema’s in deze groep", num),
        "initiatives": lambda num: ngettext("%(num)s initiatief", "%(num)s initiatieven", num),
        "partners": lambda num: ngettext("%(num)s regel van een partner", "%(num)s regels van partners", num),
        "assets": lambda num: ngettext("%(num)s kracht van een wijk", "%(num)s krachten van wijken", num),
        "talents": lambda num: ngettext("%(num)s talent", "%(num)s talenten", num),
        "private_needs": lambda num: ngettext("%(num)s vraag van iemand", "%(num)s vragen van mensen", num),
        "public_needs": lambda num: ngettext("%(num)s vraag van een wijk", "%(num)s vragen van wijken", num),
        "subscriptions": lambda num: ngettext("%(num)s volger", "%(num)s volgers", num),
    }
    return [str(told[place](count)) for place, count in uses.items() if place in told]
