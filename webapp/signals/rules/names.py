"""A look at the words of a signal: do they name somebody? It warns, since it cannot know; who writes decides.

What is the matter in a neighbourhood (debts, refugees, drinking) is what signals are about, so that only counts beside
somebody's name. An e-mail address, phone number or citizen service number is of somebody, and is refused.
"""

import re
from collections.abc import Collection

from webapp.privacy.free_text import Reason, names_or_causes

REFUSED = (Reason.EMAIL, Reason.PHONE, Reason.CITIZEN_NUMBER)
"""What no signal holds, however sure its writer is."""

_CAUSES = (Reason.HEALTH, Reason.LEGAL_STATUS)

_FIRST_NAMES = """
    Abdul Abdullah Achmed Adriaan Ahmed Aisha Ali Alie Amina Amir Anja Anneke Annelies Annie Anouk Arjan Bart
    Bas Bianca Bilal Bram Carla Carolien Chantal Claudia Corrie Daan Danielle Dennis Diana Dirk Eline Ellen
    Els Emma Erik Esra Esther Eva Evelien Fatiha Fatima Fatma Femke Ferdi Floor Frank Frans Geert Gerard Gerda
    Gerrit Greet Grietje Hamza Hanna Hanneke Hans Harm Hassan Hatice Heleen Henk Herman Hilde Ibrahim Ilse
    Inge Ingrid Irene Jaap Jacob Jan Janneke Jannie Jantje Jasper Jelle Jenny Jeroen Jesse Johan Johanna Joke
    Jolanda Joost Joris Julia Karel Karim Karin Kees Khadija Kim Klaas Koen Lars Laura Leila Leyla Lianne
    Linda Lisa Lotte Lucas Maaike Maarten Mandy Marcel Margriet Maria Marian Marieke Marijke Mariska Marja
    Marjan Mark Marloes Martijn Martin Mehmet Melissa Meryem Michael Michel Miranda Mirjam Mohamed Mohammed
    Monique Muhammad Murat Mustafa Nadia Naomi Nick Niels Noor Noura Omar Patricia Paul Peter Petra Piet
    Pieter Rachid Ramon Renate Rianne Rick Rob Robert Robin Roel Ronald Rosa Ruben Ruud Saida Samira Sandra
    Sander Sanne Sara Sarah Sem Semra Sharon Sjoerd Sofie Stefan Stephanie Suzanne Sylvia Tamara Theo Thijs
    Thomas Tim Tineke Tom Truus Vera Wendy Willem Wilma Wim Wouter Yasmina Youssef Yusuf Yvonne Zeynep
"""
FIRST_NAMES = frozenset(_FIRST_NAMES.split())
"""Names that many people in the Netherlands have, and that are no word besides."""

_WORD = r"[A-ZÀ-Þ][a-zß-ÿ]+(?:-[A-ZÀ-Þ][a-zß-ÿ]+)?"
_SINGLE = re.compile(rf"\b{_WORD}\b")
_PAIR = re.compile(rf"(?<=[a-zß-ÿ,;] )({_WORD})((?:\s+(?:van|de|der|den|ten|ter|el|al|het|'t)){{0,3}}\s+{_WORD})\b")
_PLACE = re.compile(
    r"(?:straat|laan|plein|weg|park|kade|singel|brug|kerk|school|huis|hof|centrum|wijk|buurt|hal|markt|stad|zorg|winkel"
    r"|bank|raad|kamer|contact|platform|tuin|café|werk|bond|dienst|bus|lijn|ziekenhuis)$",
    re.IGNORECASE,
)
_NO_NAMES = """
    De Het Een Wij Sint Oude Nieuwe Noord Zuid Oost West Grote Kleine Stichting Vereniging Albert Leger Rode
    Gemeente Stad Buurt Huis Samen Sociaal Nederlandse Groningse Missie Maandag Dinsdag Woensdag Donderdag
    Vrijdag Zaterdag Zondag Januari Februari Maart April Mei Juni Juli Augustus September Oktober November
    December Korreweg
"""
_NO_NAME = frozenset(_NO_NAMES.split())


def named_in(text: str, places: Collection[str] = ()) -> list[Reason]:
    """What in the words of a signal points to a person; empty when nothing was noticed.

    `places` are names of neighbourhoods and bodies, which are nobody's. What is the matter counts beside a name only.
    """
    found = names_or_causes(text)
    known = {part for place in places for part in place.split()}
    if Reason.NAME not in found and (_has_first_name(text, known) or _has_full_name(text, known)):
        found.append(Reason.NAME)
    return [each for each in found if each not in _CAUSES or Reason.NAME in found]


def _has_first_name(text: str, known: Collection[str]) -> bool:
    return any(each in FIRST_NAMES and each not in known for each in _SINGLE.findall(text))


def _has_full_name(text: str, known: Collection[str]) -> bool:
    """Whether two words with a capital stand behind each other within a sentence, and are no place or organisation."""
    for first, rest in _PAIR.findall(text):
        words = (first, rest.split()[-1])
        if not any(each in known or each in _NO_NAME or _PLACE.search(each) for each in words):
            return True
    return False
