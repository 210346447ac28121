"""An event of the audit as a sentence."""

from collections.abc import Mapping, Sequence

from babel.dates import format_datetime
from flask_babel import gettext, lazy_gettext

from webapp.audit.queries import Event
from webapp.clock import CITY_TIMEZONE
from webapp.i18n import locale_code, role_name
from webapp.vocabulary import AuditAction

_ACTIONS = {
    AuditAction.READ: lazy_gettext("gelezen"),
    AuditAction.CREATED: lazy_gettext("gemaakt"),
    AuditAction.CHANGED: lazy_gettext("gewijzigd"),
    AuditAction.DELETED: lazy_gettext("verwijderd"),
    AuditAction.SIGNED_IN: lazy_gettext("ingelogd"),
    AuditAction.SIGN_IN_FAILED: lazy_gettext("inloggen mislukt"),
    AuditAction.SIGNED_OUT: lazy_gettext("uitgelogd"),
    AuditAction.INVITED: lazy_gettext("uitgenodigd"),
    AuditAction.INVITATION_ACCEPTED: lazy_gettext("uitnodiging aangenomen"),
    AuditAction.PASSWORD_CHANGED: lazy_gettext("wachtwoord gewijzigd"),
    AuditAction.SECOND_FACTOR_SET: lazy_gettext("app ingesteld"),
    AuditAction.RECOVERY_CODE_USED: lazy_gettext("herstelcode gebruikt"),
    AuditAction.SESSIONS_ENDED: lazy_gettext("sessies beëindigd"),
    AuditAction.ROLE_GRANTED: lazy_gettext("rol gegeven"),
    AuditAction.ROLE_APPROVED: lazy_gettext("rol goedgekeurd"),
    AuditAction.ROLE_ENDED: lazy_gettext("rol beëindigd"),
    AuditAction.CONSENT_GIVEN: lazy_gettext("toestemming gegeven"),
    AuditAction.CONSENT_WITHDRAWN: lazy_gettext("toestemming ingetrokken"),
    AuditAction.EXPORTED: lazy_gettext("gedownload"),
    AuditAction.ERASED: lazy_gettext("gewist"),
    AuditAction.RETENTION_APPLIED: lazy_gettext("opgeruimd na de bewaartijd"),
    AuditAction.RETENTION_SET: lazy_gettext("bewaartijd gewijzigd"),
}
_SENTENCES = {
    AuditAction.READ: lazy_gettext("las %(what)s"),
    AuditAction.CREATED: lazy_gettext("maakte %(subject)s"),
    AuditAction.CHANGED: lazy_gettext("wijzigde %(what)s"),
    AuditAction.DELETED: lazy_gettext("verwijderde %(subject)s"),
    AuditAction.SIGNED_IN: lazy_gettext("logde in"),
    AuditAction.SIGN_IN_FAILED: lazy_gettext("gaf een verkeerd wachtwoord voor %(subject)s"),
    AuditAction.SIGNED_OUT: lazy_gettext("logde uit"),
    AuditAction.INVITED: lazy_gettext("nodigde %(subject)s uit"),
    AuditAction.INVITATION_ACCEPTED: lazy_gettext("nam een uitnodiging aan"),
    AuditAction.PASSWORD_CHANGED: lazy_gettext("koos een ander wachtwoord"),
    AuditAction.SECOND_FACTOR_SET: lazy_gettext("stelde een authenticator-app in"),
    AuditAction.RECOVERY_CODE_USED: lazy_gettext("gebruikte een herstelcode"),
    AuditAction.SESSIONS_ENDED: lazy_gettext("beëindigde sessies van %(subject)s"),
    AuditAction.ROLE_GRANTED: lazy_gettext("gaf %(subject)s"),
    AuditAction.ROLE_APPROVED: lazy_gettext("keurde %(subject)s goed"),
    AuditAction.ROLE_ENDED: lazy_gettext("beëindigde %(subject)s"),
    AuditAction.CONSENT_GIVEN: lazy_gettext("gaf %(subject)s"),
    AuditAction.CONSENT_WITHDRAWN: lazy_gettext("trok %(subject)s in"),
    AuditAction.EXPORTED: lazy_gettext("downloadde %(subject)s"),
    AuditAction.ERASED: lazy_gettext("wiste %(subject)s"),
    AuditAction.RETENTION_APPLIED: lazy_gettext("ruimde %(subject)s op na de bewaartijd"),
    AuditAction.RETENTION_SET: lazy_gettext("wijzigde de bewaartijd van %(subject)s"),
}
_SENTENCES_OF_A_TABLE: Mapping[tuple[AuditAction, str], str] = {
    (AuditAction.CHANGED, "recovery_code"): lazy_gettext("maakte nieuwe herstelcodes"),
    (AuditAction.EXPORTED, "audit_event"): lazy_gettext("downloadde een deel van het logboek"),
    (AuditAction.RETENTION_SET, "retention_period"): lazy_gettext("wijzigde hoe lang we dit bewaren: %(kind)s"),
}
"""In place of the sentence of an action, where that of its table is plainer."""

_SENTENCES_OF_ROLES = {
    AuditAction.ROLE_GRANTED: lazy_gettext("gaf de rol %(role)s aan %(email)s"),
    AuditAction.ROLE_APPROVED: lazy_gettext("keurde de rol %(role)s van %(email)s goed"),
    AuditAction.ROLE_ENDED: lazy_gettext("beëindigde de rol %(role)s van %(email)s"),
}
_OWN_SENTENCES = {
    AuditAction.READ: lazy_gettext("bekeek alle eigen gegevens"),
    AuditAction.EXPORTED: lazy_gettext("downloadde alle eigen gegevens"),
    AuditAction.ERASED: lazy_gettext("wiste alle eigen gegevens"),
    AuditAction.CREATED: lazy_gettext("maakte een eigen account"),
    AuditAction.SESSIONS_ENDED: lazy_gettext("beëindigde eigen sessies"),
}
"""What somebody did with their own account."""

_CLEARED = {
    "account": lazy_gettext("oude accounts"),
    "audit_event": lazy_gettext("oude regels van het logboek"),
    "consent": lazy_gettext("oude toestemmingen"),
    "contact_message": lazy_gettext("oude berichten"),
    "outbox_mail": lazy_gettext("oude mail"),
    "person": lazy_gettext("oude profielen, of kerken zonder toestemming"),
    "role_grant": lazy_gettext("oude rollen"),
    "import_run": lazy_gettext("oude ingelezen bestanden"),
    "initiative_draft": lazy_gettext("oude concepten van initiatieven"),
    "partner_contact": lazy_gettext("contactpersonen van wie de toestemming afliep"),
    "subscription": lazy_gettext("aanvragen om te volgen die niemand bevestigde"),
    "task_signup": lazy_gettext("oude aanmeldingen voor taken"),
}
_KINDS = {
    "account": lazy_gettext("accounts en profielen"),
    "session": lazy_gettext("waar iemand was ingelogd"),
    "link": lazy_gettext("gemailde links"),
    "role_history": lazy_gettext("rollen die voorbij zijn"),
    "consent": lazy_gettext("bewijs van toestemming"),
    "audit": lazy_gettext("logboek"),
    "message": lazy_gettext("berichten van bezoekers"),
    "mail": lazy_gettext("mail"),
    "draft": lazy_gettext("half ingevulde initiatieven"),
    "signup": lazy_gettext("wie een taak op zich nam"),
    "subscription": lazy_gettext("aanvragen om iets te volgen"),
    "import": lazy_gettext("ingelezen bestanden"),
}
"""What is kept for a time, by the values of `webapp.models.personal.Retention`."""

_TABLES = {
    "account": lazy_gettext("account"),
    "account_session": lazy_gettext("sessie"),
    "audit_event": lazy_gettext("het logboek"),
    "consent": lazy_gettext("toestemming"),
    "contact_message": lazy_gettext("bericht"),
    "email_link": lazy_gettext("gemailde link"),
    "outbox_mail": lazy_gettext("mail"),
    "person": lazy_gettext("persoon"),
    "recovery_code": lazy_gettext("de herstelcodes van account"),
    "retention_period": lazy_gettext("bewaartijd"),
    "role_grant": lazy_gettext("rol"),
    "task_signup": lazy_gettext("aanmelding voor een taak"),
    "calendar_feed": lazy_gettext("geheim adres van de agenda van account"),
    "subscription": lazy_gettext("gevolgd nieuws"),
    "import_run": lazy_gettext("ingelezen bestand"),
    "initiative": lazy_gettext("initiatief"),
    "initiative_draft": lazy_gettext("concept van een initiatief"),
    "partner": lazy_gettext("partner"),
    "partner_activity": lazy_gettext("wat een partner doet"),
    "partner_agreement": lazy_gettext("afspraak met een partner"),
    "partner_contact": lazy_gettext("contactpersoon"),
    "partner_place": lazy_gettext("plek van een partner"),
    "partner_relation": lazy_gettext("band tussen partners"),
}
_FIELDS = {
    "address": lazy_gettext("adres"),
    "body": lazy_gettext("tekst"),
    "approved_on": lazy_gettext("goedkeuring"),
    "asked_on": lazy_gettext("vraag of het nog klopt"),
    "buurt_code": lazy_gettext("buurt"),
    "church": lazy_gettext("kerk"),
    "confirmed_on": lazy_gettext("bevestiging"),
    "content": lazy_gettext("inhoud"),
    "email": lazy_gettext("e-mailadres"),
    "ended_on": lazy_gettext("einde"),
    "location_level": lazy_gettext("wie mag zien waar"),
    "merged_into_id": lazy_gettext("samenvoeging"),
    "name": lazy_gettext("naam"),
    "neighbourhood_id": lazy_gettext("wijk"),
    "password": lazy_gettext("wachtwoord"),
    "password_hash": lazy_gettext("wachtwoord"),
    "phone": lazy_gettext("telefoonnummer"),
    "period": lazy_gettext("periode"),
    "reply_to": lazy_gettext("e-mailadres"),
    "rhythm": lazy_gettext("hoe vaak"),
    "sender_name": lazy_gettext("naam"),
    "state": lazy_gettext("stand"),
    "totp_secret": lazy_gettext("authenticator-app"),
}


def action_name(action: AuditAction) -> str:
    """What an action is called in a list to choose from."""
    return str(_ACTIONS[action])


def table_name(table: str) -> str:
    """What a row of a table is called."""
    return str(_TABLES.get(table, table))


def who_did(event: Event) -> str:
    """Who it was: the name of somebody with a role, or the number of an account."""
    if event.account_id is None:
        # only requests have an id
        return str(gettext("Een bezoeker") if event.request_id else gettext("Een opdracht op de server"))
    return event.account_name or str(gettext("Account %(number)s", number=event.account_id))


def when_it_was(event: Event) -> str:
    """The moment in Groningen, always with its year."""
    return str(format_datetime(event.at.astimezone(CITY_TIMEZONE), "EEE d MMMM y, HH:mm", locale=locale_code()))


def what_was_done(event: Event) -> str:
    """What they did, as the rest of the sentence."""
    subject = _subject(event)
    fields = _listed(event.fields)
    what = str(gettext("%(fields)s van %(subject)s", fields=fields, subject=subject)) if fields else subject
    words = {
        "subject": subject,
        "what": what,
        "role": role_name(event.role) if event.role else "",
        "email": event.email or "",
        "kind": str(_KINDS.get(event.subject_id, event.subject_id)),
    }
    sentence = _pattern(event) % words
    if event.person_id is None or (event.subject_table, event.subject_id) == ("person", str(event.person_id)):
        return sentence
    return str(gettext("%(sentence)s (persoon %(number)s)", sentence=sentence, number=event.person_id))


def _pattern(event: Event) -> str:
    if event.role is not None and event.email is not None and event.action in _SENTENCES_OF_ROLES:
        return str(_SENTENCES_OF_ROLES[event.action])
    is_own = event.account_id is not None and (event.subject_table, event.subject_id) == (
        "account",
        str(event.account_id),
    )
    if is_own and event.action in _OWN_SENTENCES:
        return str(_OWN_SENTENCES[event.action])
    return str(_SENTENCES_OF_A_TABLE.get((event.action, event.subject_table), _SENTENCES[event.action]))


def _subject(event: Event) -> str:
    if event.action == AuditAction.RETENTION_APPLIED:
        return str(_CLEARED.get(event.subject_table, table_name(event.subject_table)))
    subject = f"{table_name(event.subject_table)} {event.subject_id}".strip()
    if event.subject_table == "account" and event.email is not None:
        return f"{subject}, {event.email}"
    return subject


def _listed(fields: Sequence[str]) -> str:
    """The fields that have a name on screen, each once; "gegevens" when none of them has."""
    known = list(dict.fromkeys(str(_FIELDS[field]) for field in fields if field in _FIELDS))
    if fields and not known:
        return str(gettext("gegevens"))
    return ", ".join(known)
