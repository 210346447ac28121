"""What people agree to, word for word. A consent keeps the number of the text that it was given to.

A text that was ever in use is never changed: a change of words is a new version behind the old ones, and a test holds
the digests of the versions so far.
"""

from dataclasses import dataclass

from webapp.vocabulary import ConsentPurpose


@dataclass(frozen=True)
class Words:
    """A consent in one language: what it is called, what is agreed to, and what follows from it."""

    title: str
    agreed: str
    explained: str


@dataclass(frozen=True)
class ConsentText:
    """One version, in both languages of the site."""

    version: int
    nl: Words
    en: Words

    def in_language(self, code: str) -> Words:
        """The words for `nl` or `en`; Dutch for every other language."""
        return self.en if code == "en" else self.nl


TEXTS: dict[ConsentPurpose, tuple[ConsentText, ...]] = {
    ConsentPurpose.BE_KNOWN: (
        ConsentText(
            1,
            Words(
                "Gevonden worden",
                "Coördinatoren van Missie050 mogen mijn naam, mijn e-mailadres en mijn telefoonnummer zien, en van "
                "mijn adres wat ik in mijn profiel kies.",
                "Zo weten zij dat je er bent en kunnen ze je bellen of schrijven. Zonder deze toestemming ziet "
                "geen coördinator je.",
            ),
            Words(
                "Being found",
                "Coordinators of Missie050 may see my name, my e-mail address and my phone number, and of my address "
                "what I choose in my profile.",
                "That is how they know you are there and can call or write to you. Without this consent no coordinator "
                "sees you.",
            ),
        ),
    ),
    ConsentPurpose.BE_ASKED: (
        ConsentText(
            1,
            Words(
                "Gevraagd worden",
                "Coördinatoren mogen mij vragen of ik iets wil doen dat bij mij past.",
                "Je krijgt een kleine, duidelijke vraag en zegt ja of nee. Dit werkt alleen als je ook gevonden mag "
                "worden.",
            ),
            Words(
                "Being asked",
                "Coordinators may ask me whether I would like to do something that suits me.",
                "You get a small, clear question and say yes or no. This works only if you may also be found.",
            ),
        ),
    ),
    ConsentPurpose.BE_LINKED: (
        ConsentText(
            1,
            Words(
                "In het burennetwerk staan",
                "Coördinatoren mogen noteren en zien wie ik in de buurt ken, bij welke groepen ik hoor en waar ik "
                "meehelp.",
                "Zo zien zij hoe de buurt samenhangt en wie elkaar verder kan helpen. Andere buren zien je naam daar "
                "niet. Trek je dit in, dan wissen we die relaties meteen. Dit werkt alleen als je ook gevonden mag "
                "worden.",
            ),
            Words(
                "Being in the network of neighbours",
                "Coordinators may note and see whom I know in the neighbourhood, which groups I belong to and where I "
                "help.",
                "That is how they see what holds the neighbourhood together and who could help each other on. Other "
                "neighbours do not see your name there. If you withdraw this, we erase those ties at once. This works "
                "only if you may also be found.",
            ),
        ),
    ),
    ConsentPurpose.KEEP_CHURCH: (
        ConsentText(
            1,
            Words(
                "Je kerk bewaren",
                "Missie050 mag bewaren bij welke kerk ik hoor.",
                "Bij welke kerk je hoort zegt iets over je geloof. Daarom bewaren we het versleuteld, alleen als jij "
                "dat wilt, en ziet niemand anders het. Trek je de toestemming in of loopt ze af, dan wissen we het.",
            ),
            Words(
                "Keeping your church",
                "Missie050 may keep which church I belong to.",
                "Which church you belong to says something about your faith. So we keep it encrypted, only if you want "
                "us to, and nobody else sees it. If you withdraw this consent or it lapses, we erase it.",
            ),
        ),
    ),
}
"""Per purpose all versions, the oldest first."""

REACHES_OTHERS = frozenset({ConsentPurpose.BE_KNOWN, ConsentPurpose.BE_ASKED, ConsentPurpose.BE_LINKED})
"""Purposes for which somebody chooses how far the consent reaches; what is kept for oneself reaches nobody."""

REMINDERS = {
    "nl": (
        "Een toestemming bij Missie050 loopt af",
        (
            "Over hooguit 30 dagen loopt een toestemming af die je aan Missie050 gaf.\n\n"
            "Kijk hier welke het is. Je kunt die verlengen, of niets doen: dan stopt die vanzelf.\n\n"
            "{link}\n"
        ),
    ),
    "en": (
        "A consent at Missie050 is about to lapse",
        (
            "Within 30 days a consent that you gave to Missie050 lapses.\n\n"
            "See here which one it is. You can renew it, or do nothing: then it stops by itself.\n\n"
            "{link}\n"
        ),
    ),
}
"""Subject and body of the mail before a consent lapses, by language: a link, and nothing about the person.

Not through gettext: the worker that posts it has no site, and so no reader's language but the account's.
"""


def current_text(purpose: ConsentPurpose) -> ConsentText:
    """The newest version."""
    return TEXTS[purpose][-1]


def text_of(purpose: ConsentPurpose, version: int) -> ConsentText:
    """The version that somebody agreed to."""
    return next(text for text in TEXTS[purpose] if text.version == version)
