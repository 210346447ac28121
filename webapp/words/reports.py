"""What kinds of reports are called, and how far one is."""

from flask_babel import lazy_gettext

from webapp.vocabulary import ReportKind, ReportState

REPORT_KINDS = {
    ReportKind.CITY: lazy_gettext("De hele stad, voor de stuurgroep"),
    ReportKind.NEIGHBOURHOOD: lazy_gettext("Eén wijk"),
    ReportKind.YEAR: lazy_gettext("Jaarverslag over alles"),
    ReportKind.MUNICIPALITY: lazy_gettext("Voor de gemeente"),
}
REPORT_STATES = {
    ReportState.QUEUED: lazy_gettext("in de wacht"),
    ReportState.RUNNING: lazy_gettext("wordt gemaakt"),
    ReportState.DONE: lazy_gettext("klaar"),
    ReportState.FAILED: lazy_gettext("niet gelukt"),
    ReportState.STOPPED: lazy_gettext("gestopt"),
}
