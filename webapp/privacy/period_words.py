"""The words for how long each kind of data is kept."""

from typing import Any

from flask_babel import lazy_gettext

from webapp.models.personal import Retention

KINDS: dict[Retention, tuple[Any, Any]] = {
    Retention.ACCOUNT: (
        lazy_gettext("Accounts en profielen"),
        lazy_gettext("Dagen sinds het laatste gebruik. Wie een rol heeft, blijft."),
    ),
    Retention.SESSION: (lazy_gettext("Waar iemand was ingelogd"), lazy_gettext("Dagen na het einde.")),
    Retention.LINK: (lazy_gettext("Gemailde links"), lazy_gettext("Dagen nadat ze verliepen.")),
    Retention.ROLE_HISTORY: (lazy_gettext("Rollen die voorbij zijn"), lazy_gettext("Dagen na het einde.")),
    Retention.CONSENT: (
        lazy_gettext("Bewijs van toestemming"),
        lazy_gettext("Dagen nadat de toestemming afliep of werd ingetrokken."),
    ),
    Retention.AUDIT: (
        lazy_gettext("Logboek"),
        lazy_gettext("Dagen nadat het gebeurde. De keten van het logboek blijft te controleren."),
    ),
    Retention.MESSAGE: (
        lazy_gettext("Berichten van bezoekers"),
        lazy_gettext("Dagen na ontvangst. We beloven hooguit 90 dagen."),
    ),
    Retention.MAIL: (lazy_gettext("Mail"), lazy_gettext("Dagen nadat hij is verstuurd of opgegeven.")),
    Retention.RATE: (lazy_gettext("Tellingen tegen misbruik"), lazy_gettext("Worden gewist zodra ze verlopen.")),
    Retention.RECEIPT: (lazy_gettext("Ontvangstbewijzen van formulieren"), lazy_gettext("Dagen na ontvangst.")),
    Retention.CONTACT: (
        lazy_gettext("Contactpersonen van partners"),
        lazy_gettext("Worden gewist zodra hun toestemming afloopt."),
    ),
    Retention.DRAFT: (lazy_gettext("Half ingevulde initiatieven"), lazy_gettext("Dagen nadat ze zijn opgeslagen.")),
    Retention.SIGNUP: (lazy_gettext("Wie een taak op zich nam"), lazy_gettext("Dagen na de dag van de taak.")),
    Retention.SUBSCRIPTION: (
        lazy_gettext("Aanvragen om iets te volgen"),
        lazy_gettext("Dagen na de aanvraag, als niemand haar bevestigt."),
    ),
    Retention.LOOK: (lazy_gettext("Wie welke melding open had"), lazy_gettext("Dagen daarna.")),
    Retention.IMPORT: (
        lazy_gettext("Ingelezen bestanden"),
        lazy_gettext("Dagen na het inlezen. Zolang is een import terug te draaien."),
    ),
    Retention.SCOUTED: (
        lazy_gettext("Mensen die een coördinator noteerde en die zelf geen account maakten"),
        lazy_gettext("Dagen nadat hun toestemming afliep of werd ingetrokken."),
    ),
    Retention.TALENT: (lazy_gettext("Talenten"), lazy_gettext("Dagen na de laatste wijziging.")),
    Retention.NEED: (lazy_gettext("Vragen om hulp"), lazy_gettext("Dagen nadat ze zijn gesloten of verlopen.")),
    Retention.MATCH: (lazy_gettext("Koppelingen"), lazy_gettext("Dagen nadat ze zijn afgesloten.")),
    Retention.TIE: (
        lazy_gettext("Relaties in het burennetwerk"),
        lazy_gettext("Dagen nadat ze voorbij zijn, of een jaar lang niet bevestigd."),
    ),
    Retention.LAPSED_TIE: (
        lazy_gettext("Relaties zonder toestemming"),
        lazy_gettext("Dagen nadat de toestemming van een van beiden afliep. Wie haar intrekt, is meteen weg."),
    ),
    Retention.FOLLOW_UP: (
        lazy_gettext("Wat opgevolgd wordt in het netwerk"),
        lazy_gettext("Dagen nadat het gedaan is, of gedaan had moeten zijn."),
    ),
    Retention.REPORT: (lazy_gettext("Verslagen als pdf"), lazy_gettext("Dagen nadat ze klaar waren.")),
    Retention.SIGNAL: (
        lazy_gettext("Wie een signaal gaf"),
        lazy_gettext("Dagen nadat het is beantwoord of gesloten; anders twee jaar nadat het is gegeven."),
    ),
    Retention.DELIVERY: (
        lazy_gettext("Adressen, bezorgrondes en flexibele helpers van een actie"),
        lazy_gettext("Dagen na het einde van de actie."),
    ),
}
"""What each kind of retention is called, and from when its days count."""
