"""The words for tables, columns and values with which somebody sees their own data, and for periods of retention."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext

from webapp.models.personal import Retention
from webapp.vocabulary import (
    Channel,
    ConsentPurpose,
    ConsentScope,
    ContactAudience,
    DigestRhythm,
    FollowKind,
    ImportState,
    ImportSubject,
    LinkPurpose,
    RevisionState,
    SignInStage,
    SignupState,
)

TABLES: dict[str, object] = {
    "account": lazy_gettext("Je account"),
    "account_session": lazy_gettext("Waar je bent ingelogd"),
    "audit_event": lazy_gettext("Wat er met je gegevens is gedaan"),
    "consent": lazy_gettext("Toestemmingen die je gaf"),
    "consent_reminder": lazy_gettext("Herinneringen aan een toestemming"),
    "consent_withdrawal": lazy_gettext("Toestemmingen die je introk of verving"),
    "contact_message": lazy_gettext("Berichten die je stuurde"),
    "email_link": lazy_gettext("Links die we je mailden"),
    "outbox_mail": lazy_gettext("Mail aan jou"),
    "person": lazy_gettext("Je profiel"),
    "recovery_code": lazy_gettext("Herstelcodes"),
    "role_grant": lazy_gettext("Je rollen"),
    "calendar_feed": lazy_gettext("Het adres van je eigen agenda"),
    "import_run": lazy_gettext("Bestanden die je inlas"),
    "initiative_draft": lazy_gettext("Initiatieven die je nog niet verstuurde"),
    "initiative_organiser": lazy_gettext("Initiatieven die van jou zijn"),
    "initiative_revision": lazy_gettext("Wat je over initiatieven schreef"),
    "partner_contact": lazy_gettext("Waar je contactpersoon bent"),
    "review_mail": lazy_gettext("Mail over wat er wacht"),
    "review_presence": lazy_gettext("Welke melding je open had"),
    "subscription": lazy_gettext("Wat je volgt"),
    "task_signup": lazy_gettext("Taken die je op je nam"),
}

COLUMNS: dict[str, object] = {
    "account_id": lazy_gettext("Nummer van het account"),
    "action": lazy_gettext("Wat er gebeurde"),
    "address": lazy_gettext("Adres"),
    "approved_at": lazy_gettext("Goedgekeurd op"),
    "approved_by": lazy_gettext("door wie goedgekeurd"),
    "at": lazy_gettext("Wanneer"),
    "attempts": lazy_gettext("Aantal pogingen"),
    "body": lazy_gettext("Tekst"),
    "browser": lazy_gettext("Browser"),
    "browser_hash": lazy_gettext("kenmerk van de browser"),
    "buurt_code": lazy_gettext("Buurt"),
    "channel": lazy_gettext("Hoe"),
    "changed_at": lazy_gettext("Laatst gewijzigd"),
    "check_hash": lazy_gettext("kenmerk van de vier cijfers"),
    "church": lazy_gettext("Kerk"),
    "code_hash": lazy_gettext("onleesbare vorm van de codes"),
    "consent_id": lazy_gettext("Nummer van de toestemming"),
    "created_at": lazy_gettext("Gemaakt op"),
    "dead_at": lazy_gettext("Opgegeven op"),
    "email": lazy_gettext("E-mailadres"),
    "end_reason": lazy_gettext("Reden van het einde"),
    "ended_at": lazy_gettext("Beëindigd op"),
    "ended_by": lazy_gettext("door wie beëindigd"),
    "ends_at": lazy_gettext("Eindigt op"),
    "erase_on": lazy_gettext("Wordt gewist op"),
    "expires_at": lazy_gettext("Verloopt op"),
    "expires_on": lazy_gettext("Loopt tot"),
    "fields": lazy_gettext("Welke velden"),
    "given_on": lazy_gettext("Gegeven op"),
    "granted_at": lazy_gettext("Gegeven op"),
    "granted_by": lazy_gettext("door wie gegeven"),
    "group_id": lazy_gettext("Nummer van de groep"),
    "hash": lazy_gettext("controlegetal"),
    "id": lazy_gettext("Nummer"),
    "is_demo": lazy_gettext("Voorbeeldaccount"),
    "language": lazy_gettext("Taal"),
    "last_error": lazy_gettext("Laatste foutmelding"),
    "last_seen_at": lazy_gettext("Laatst gezien"),
    "last_signed_in_at": lazy_gettext("Laatst ingelogd"),
    "location_level": lazy_gettext("Wat coördinatoren van je adres zien"),
    "name": lazy_gettext("Naam"),
    "needs_approval": lazy_gettext("Een tweede beheerder moest goedkeuren"),
    "neighbourhood_id": lazy_gettext("Wijk"),
    "next_attempt_at": lazy_gettext("Volgende poging"),
    "next_path": lazy_gettext("Pagina waar je heen wilde"),
    "partner_id": lazy_gettext("Organisatie"),
    "password_hash": lazy_gettext("onleesbare vorm van je wachtwoord"),
    "period": lazy_gettext("Periode"),
    "person_id": lazy_gettext("Nummer van je profiel"),
    "phone": lazy_gettext("Telefoonnummer"),
    "posted_at": lazy_gettext("Gemaild op"),
    "previous_hash": lazy_gettext("vorig controlegetal"),
    "purpose": lazy_gettext("Waarvoor"),
    "reason": lazy_gettext("Reden"),
    "recipient": lazy_gettext("Aan"),
    "recorded_by": lazy_gettext("wie het noteerde"),
    "reply_to": lazy_gettext("E-mailadres"),
    "request_id": lazy_gettext("kenmerk van het verzoek"),
    "role": lazy_gettext("Rol"),
    "scope": lazy_gettext("Voor wie"),
    "sender_name": lazy_gettext("Naam"),
    "sent_at": lazy_gettext("Verstuurd op"),
    "stage": lazy_gettext("Stap van het inloggen"),
    "subject": lazy_gettext("Onderwerp"),
    "subject_id": lazy_gettext("Nummer"),
    "subject_table": lazy_gettext("Onderdeel"),
    "text_version": lazy_gettext("Waar je ja op zei"),
    "token_hash": lazy_gettext("kenmerk van de link of de sessie"),
    "totp_confirmed_at": lazy_gettext("Authenticator-app sinds"),
    "totp_last_step": lazy_gettext("laatst gebruikte code"),
    "totp_secret": lazy_gettext("sleutel van je authenticator-app"),
    "used_at": lazy_gettext("Gebruikt op"),
    "version": lazy_gettext("Keren gewijzigd"),
    "withdrawn_at": lazy_gettext("Gestopt op"),
    "applied_at": lazy_gettext("Verwerkt op"),
    "area": lazy_gettext("Gebied"),
    "audience": lazy_gettext("Wie het ziet"),
    "author_id": lazy_gettext("nummer van wie het schreef"),
    "confirmed_at": lazy_gettext("Bevestigd op"),
    "content": lazy_gettext("Inhoud"),
    "decided_at": lazy_gettext("Besloten op"),
    "decided_by": lazy_gettext("wie besloot"),
    "file_name": lazy_gettext("Bestand"),
    "headings": lazy_gettext("Kolommen"),
    "initiative_id": lazy_gettext("Initiatief"),
    "key_hash": lazy_gettext("kenmerk van het concept"),
    "kind": lazy_gettext("Soort"),
    "link_id": lazy_gettext("nummer van de link"),
    "mailed_on": lazy_gettext("Gemaild op"),
    "mailed_until": lazy_gettext("Nieuws gemaild tot"),
    "mapping": lazy_gettext("Welke kolom wat is"),
    "note": lazy_gettext("Opmerking"),
    "number": lazy_gettext("Versie"),
    "on_day": lazy_gettext("Dag"),
    "position": lazy_gettext("Functie"),
    "reminded_at": lazy_gettext("Herinnerd op"),
    "rhythm": lazy_gettext("Hoe vaak"),
    "saved_at": lazy_gettext("Opgeslagen op"),
    "seen_at": lazy_gettext("Laatst gezien"),
    "slot": lazy_gettext("plek"),
    "state": lazy_gettext("Stand"),
    "task_id": lazy_gettext("Taak"),
    "theme_id": lazy_gettext("Thema"),
    "undone_at": lazy_gettext("Teruggedraaid op"),
    "unsubscribe_url": lazy_gettext("Adres om te stoppen met deze mail"),
}
"""By name, whichever table it is in; those that are never shown stand in the middle of a sentence."""

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
}
"""What each kind of retention is called, and from when its days count."""

CHANNELS = {
    Channel.WEB: lazy_gettext("op deze site"),
    Channel.SPOKEN: lazy_gettext("mondeling"),
    Channel.PAPER: lazy_gettext("op papier"),
}
SCOPES = {
    ConsentScope.SELF: lazy_gettext("Alleen ikzelf"),
    ConsentScope.NEIGHBOURHOOD: lazy_gettext("Alleen de coördinator van mijn wijk"),
    ConsentScope.CITY: lazy_gettext("Ook de coördinatoren van de stad"),
}
PURPOSES = {
    ConsentPurpose.BE_KNOWN: lazy_gettext("Gevonden worden"),
    ConsentPurpose.BE_ASKED: lazy_gettext("Gevraagd worden"),
    ConsentPurpose.KEEP_CHURCH: lazy_gettext("Je kerk bewaren"),
    LinkPurpose.SIGN_IN: lazy_gettext("inloggen"),
    LinkPurpose.INVITATION: lazy_gettext("uitnodiging"),
    LinkPurpose.PASSWORD_RESET: lazy_gettext("nieuw wachtwoord"),
    LinkPurpose.REGISTRATION: lazy_gettext("een initiatief melden"),
}
CHOSEN_SCOPES = (ConsentScope.NEIGHBOURHOOD, ConsentScope.CITY)
"""To whom a consent can be made to reach; oneself alone is no choice, but what some purposes are."""

PURPOSES_BY_VALUE = {purpose.value: words for purpose, words in PURPOSES.items()}
STAGES = {
    SignInStage.PASSWORD_CHECKED: lazy_gettext("wacht op de code"),
    SignInStage.FULL: lazy_gettext("ingelogd"),
}
REVISION_STATES = {
    RevisionState.WAITING: lazy_gettext("wacht op goedkeuring"),
    RevisionState.APPROVED: lazy_gettext("goedgekeurd"),
    RevisionState.RETURNED: lazy_gettext("teruggestuurd"),
    RevisionState.WITHDRAWN: lazy_gettext("ingetrokken"),
}
SIGNUP_STATES = {
    SignupState.TAKEN: lazy_gettext("je hebt deze taak"),
    SignupState.WAITING: lazy_gettext("je staat op de wachtlijst"),
    SignupState.CANCELLED: lazy_gettext("teruggegeven"),
}
AUDIENCES = {
    ContactAudience.EVERYONE: lazy_gettext("iedereen"),
    ContactAudience.PARTNERS: lazy_gettext("partners en coördinatoren"),
    ContactAudience.COORDINATORS: lazy_gettext("alleen coördinatoren"),
}
FOLLOWED = {
    FollowKind.NEIGHBOURHOOD: lazy_gettext("een wijk"),
    FollowKind.THEME: lazy_gettext("een thema"),
    FollowKind.AREA: lazy_gettext("een getekend gebied"),
}
DIGESTS = {
    DigestRhythm.DAILY: lazy_gettext("hooguit elke dag"),
    DigestRhythm.WEEKLY: lazy_gettext("hooguit elke week"),
}
IMPORT_STATES = {
    ImportState.PREVIEWED: lazy_gettext("bekeken"),
    ImportState.APPLIED: lazy_gettext("verwerkt"),
    ImportState.UNDONE: lazy_gettext("teruggedraaid"),
}
IMPORT_SUBJECTS = {
    ImportSubject.INITIATIVES: lazy_gettext("initiatieven"),
    ImportSubject.PARTNERS: lazy_gettext("partners"),
}
LANGUAGES = {"nl": "Nederlands", "en": "English"}

ENUMS: dict[type, Mapping[Any, object]] = {
    Channel: CHANNELS,
    ConsentPurpose: PURPOSES,
    ConsentScope: SCOPES,
    LinkPurpose: PURPOSES,
    SignInStage: STAGES,
    RevisionState: REVISION_STATES,
    SignupState: SIGNUP_STATES,
    ContactAudience: AUDIENCES,
    FollowKind: FOLLOWED,
    DigestRhythm: DIGESTS,
    ImportState: IMPORT_STATES,
    ImportSubject: IMPORT_SUBJECTS,
}
