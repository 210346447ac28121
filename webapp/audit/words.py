"""An event of the audit as a sentence."""

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext

from webapp.audit.queries import Event
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
}
_FIELDS = {
    "address": lazy_gettext("adres"),
    "body": lazy_gettext("tekst"),
    "buurt_code": lazy_gettext("buurt"),
    "church": lazy_gettext("kerk"),
    "email": lazy_gettext("e-mailadres"),
    "location_level": lazy_gettext("wie mag zien waar"),
    "name": lazy_gettext("naam"),
    "neighbourhood_id": lazy_gettext("wijk"),
    "password_hash": lazy_gettext("wachtwoord"),
    "phone": lazy_gettext("telefoonnummer"),
    "reply_to": lazy_gettext("e-mailadres"),
    "sender_name": lazy_gettext("naam"),
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


def what_was_done(event: Event) -> str:
    """What they did, as the rest of the sentence."""
    subject = f"{table_name(event.subject_table)} {event.subject_id}".strip()
    fields = _listed(event.fields)
    what = str(gettext("%(fields)s van %(subject)s", fields=fields, subject=subject)) if fields else subject
    sentence = str(_SENTENCES[event.action]) % {"subject": subject, "what": what}
    if event.person_id is None or (event.subject_table, event.subject_id) == ("person", str(event.person_id)):
        return sentence
    return str(gettext("%(sentence)s, van persoon %(number)s", sentence=sentence, number=event.person_id))


def _listed(fields: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(str(_FIELDS.get(field, field)) for field in fields))
