"""What values of talents, needs and matches are called, once for every page that shows them.

Where a value is said in more than one way, both ways stand here: as a choice that somebody makes, in a sentence, or
about somebody else.
"""

from flask_babel import lazy_gettext

from webapp.vocabulary import (
    DevelopmentStep,
    MatchOutcome,
    MatchState,
    NeedKind,
    NeedState,
    NeedUrgency,
    Recurrence,
    Requirement,
    TalentLevel,
    TalentStage,
    TravelReach,
)

OWN_LEVELS = {
    TalentLevel.LEARNING: lazy_gettext("Ik leer het nog"),
    TalentLevel.ABLE: lazy_gettext("Ik kan het"),
    TalentLevel.SKILLED: lazy_gettext("Ik ben er goed in"),
}
LEVELS = {
    TalentLevel.LEARNING: lazy_gettext("leert het nog"),
    TalentLevel.ABLE: lazy_gettext("kan het"),
    TalentLevel.SKILLED: lazy_gettext("is er goed in"),
}
"""The same of somebody else."""

WANTED_LEVELS = {
    TalentLevel.LEARNING: lazy_gettext("Dat maakt niet uit, leren mag hier ook"),
    TalentLevel.ABLE: lazy_gettext("Iemand die het kan"),
    TalentLevel.SKILLED: lazy_gettext("Iemand die er goed in is"),
}
"""The same as it is asked for."""

TALENT_STAGES = {
    TalentStage.SCOUTED: lazy_gettext("gescout"),
    TalentStage.RECOGNISED: lazy_gettext("erkend"),
    TalentStage.IN_DEVELOPMENT: lazy_gettext("in ontwikkeling"),
    TalentStage.DEPLOYED: lazy_gettext("ingezet"),
}
REACHES = {
    TravelReach.BUILDING: lazy_gettext("Alleen mijn eigen gebouw"),
    TravelReach.METRES: lazy_gettext("In de buurt, tot een afstand die ik kies"),
    TravelReach.CITY: lazy_gettext("De hele stad"),
}
REQUIREMENTS = {
    Requirement.VOG: lazy_gettext("VOG (verklaring omtrent het gedrag)"),
    Requirement.DRIVING_LICENCE: lazy_gettext("Rijbewijs"),
    Requirement.FIRST_AID: lazy_gettext("EHBO-diploma"),
    Requirement.FOOD_HYGIENE: lazy_gettext("Bewijs van voedselhygiëne (HACCP)"),
}
STEPS = {
    DevelopmentStep.COURSE: lazy_gettext("Cursus"),
    DevelopmentStep.BUDDY: lazy_gettext("Maatje"),
    DevelopmentStep.FIRST_TASK: lazy_gettext("Eerste taak"),
    DevelopmentStep.OTHER: lazy_gettext("Iets anders"),
}
URGENCY_CHOICES = {
    NeedUrgency.NOW: lazy_gettext("Nu meteen"),
    NeedUrgency.THIS_MONTH: lazy_gettext("Deze maand"),
    NeedUrgency.WHEN_POSSIBLE: lazy_gettext("Als het kan, het heeft geen haast"),
}
URGENCIES = {
    NeedUrgency.NOW: lazy_gettext("zo snel mogelijk"),
    NeedUrgency.THIS_MONTH: lazy_gettext("deze maand"),
    NeedUrgency.WHEN_POSSIBLE: lazy_gettext("wanneer het uitkomt"),
}
"""The same in a sentence."""

RECURRENCE_CHOICES = {
    Recurrence.ONCE: lazy_gettext("Eén keer"),
    Recurrence.WEEKLY: lazy_gettext("Elke week"),
    Recurrence.FORTNIGHTLY: lazy_gettext("Om de week"),
    Recurrence.MONTHLY: lazy_gettext("Elke maand"),
}
RECURRENCES = {
    Recurrence.ONCE: lazy_gettext("één keer"),
    Recurrence.WEEKLY: lazy_gettext("elke week"),
    Recurrence.FORTNIGHTLY: lazy_gettext("om de week"),
    Recurrence.MONTHLY: lazy_gettext("elke maand"),
}
"""The same in a sentence."""

NEED_KINDS = {
    NeedKind.PRIVATE: lazy_gettext("van jou, alleen voor wie coördineert en wie helpt"),
    NeedKind.PUBLIC: lazy_gettext("van de wijk, voor iedereen te zien"),
}
NEED_STATES = {
    NeedState.OPEN: lazy_gettext("open"),
    NeedState.MET: lazy_gettext("er is geholpen"),
    NeedState.WITHDRAWN: lazy_gettext("ingetrokken"),
    NeedState.EXPIRED: lazy_gettext("verlopen"),
}
MATCH_STATES = {
    MatchState.PROPOSED: lazy_gettext("wacht op antwoord"),
    MatchState.ACCEPTED: lazy_gettext("gaat door"),
    MatchState.DECLINED: lazy_gettext("afgewezen"),
    MatchState.WITHDRAWN: lazy_gettext("gaat niet door"),
    MatchState.EXPIRED: lazy_gettext("verlopen"),
    MatchState.DONE: lazy_gettext("klaar"),
}
MATCH_OUTCOMES = {
    MatchOutcome.WELL: lazy_gettext("Het ging goed"),
    MatchOutcome.PARTLY: lazy_gettext("Het lukte voor een deel"),
    MatchOutcome.NOT: lazy_gettext("Het is er niet van gekomen"),
}
