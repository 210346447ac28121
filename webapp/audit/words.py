"""An event of the audit as a sentence."""

from collections.abc import Mapping, Sequence

from babel.dates import format_datetime
from flask_babel import gettext, lazy_gettext

from webapp.audit.queries import Event
from webapp.audit.subjects import CLEARED, FIELDS, KINDS, TABLES
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


def action_name(action: AuditAction) -> str:
    """What an action is called in a list to choose from."""
    return str(_ACTIONS[action])


def table_name(table: str) -> str:
    """What a row of a table is called."""
    return str(TABLES.get(table, table))


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
        "kind": str(KINDS.get(event.subject_id, event.subject_id)),
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
        return str(CLEARED.get(event.subject_table, table_name(event.subject_table)))
    subject = f"{table_name(event.subject_table)} {event.subject_id}".strip()
    if event.subject_table == "account" and event.email is not None:
        return f"{subject}, {event.email}"
    return subject


def _listed(fields: Sequence[str]) -> str:
    """The fields that have a name on screen, each once; "gegevens" when none of them has."""
    known = list(dict.fromkeys(str(FIELDS[field]) for field in fields if field in FIELDS))
    if fields and not known:
        return str(gettext("gegevens"))
    return ", ".join(known)
