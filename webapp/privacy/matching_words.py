"""The words for values of talents, needs and matches, on the page where somebody sees their own data."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext

from webapp.vocabulary import (
    DevelopmentStep,
    MatchOutcome,
    MatchState,
    NeedState,
    NeedUrgency,
    Recurrence,
    Requirement,
    TalentLevel,
    TalentStage,
    TravelReach,
)

REQUIREMENTS = {
    Requirement.VOG: lazy_gettext("VOG (verklaring omtrent het gedrag)"),
    Requirement.DRIVING_LICENCE: lazy_gettext("Rijbewijs"),
    Requirement.FIRST_AID: lazy_gettext("EHBO-diploma"),
    Requirement.FOOD_HYGIENE: lazy_gettext("Bewijs van voedselhygiëne (HACCP)"),
}
MATCHING_ENUMS: dict[type, Mapping[Any, object]] = {
    TalentLevel: {
        TalentLevel.LEARNING: lazy_gettext("Ik leer het nog"),
        TalentLevel.ABLE: lazy_gettext("Ik kan het"),
        TalentLevel.SKILLED: lazy_gettext("Ik ben er goed in"),
    },
    TalentStage: {
        TalentStage.SCOUTED: lazy_gettext("gescout"),
        TalentStage.RECOGNISED: lazy_gettext("erkend"),
        TalentStage.IN_DEVELOPMENT: lazy_gettext("in ontwikkeling"),
        TalentStage.DEPLOYED: lazy_gettext("ingezet"),
    },
    TravelReach: {
        TravelReach.BUILDING: lazy_gettext("Alleen mijn eigen gebouw"),
        TravelReach.METRES: lazy_gettext("In de buurt, tot een afstand die ik kies"),
        TravelReach.CITY: lazy_gettext("De hele stad"),
    },
    Requirement: REQUIREMENTS,
    DevelopmentStep: {
        DevelopmentStep.COURSE: lazy_gettext("Cursus"),
        DevelopmentStep.BUDDY: lazy_gettext("Maatje"),
        DevelopmentStep.FIRST_TASK: lazy_gettext("Eerste taak"),
        DevelopmentStep.OTHER: lazy_gettext("Iets anders"),
    },
    NeedUrgency: {
        NeedUrgency.NOW: lazy_gettext("zo snel mogelijk"),
        NeedUrgency.THIS_MONTH: lazy_gettext("deze maand"),
        NeedUrgency.WHEN_POSSIBLE: lazy_gettext("wanneer het uitkomt"),
    },
    NeedState: {
        NeedState.OPEN: lazy_gettext("open"),
        NeedState.MET: lazy_gettext("er is geholpen"),
        NeedState.WITHDRAWN: lazy_gettext("ingetrokken"),
        NeedState.EXPIRED: lazy_gettext("verlopen"),
    },
    Recurrence: {
        Recurrence.ONCE: lazy_gettext("één keer"),
        Recurrence.WEEKLY: lazy_gettext("elke week"),
        Recurrence.FORTNIGHTLY: lazy_gettext("om de week"),
        Recurrence.MONTHLY: lazy_gettext("elke maand"),
    },
    MatchState: {
        MatchState.PROPOSED: lazy_gettext("wacht op antwoord"),
        MatchState.ACCEPTED: lazy_gettext("gaat door"),
        MatchState.DECLINED: lazy_gettext("afgewezen"),
        MatchState.WITHDRAWN: lazy_gettext("gaat niet door"),
        MatchState.EXPIRED: lazy_gettext("verlopen"),
        MatchState.DONE: lazy_gettext("klaar"),
    },
    MatchOutcome: {
        MatchOutcome.WELL: lazy_gettext("Het ging goed"),
        MatchOutcome.PARTLY: lazy_gettext("Het lukte voor een deel"),
        MatchOutcome.NOT: lazy_gettext("Het is er niet van gekomen"),
    },
}
