"""What pages say of errors of presence and the target, by code; `webapp.words.errors` has them with all others."""

from flask_babel import lazy_gettext

COVERAGE_ERRORS = {
    "coverage_sort_invalid": lazy_gettext("Sorteer op naam, fase, nood of inwoners."),
    "measure_invalid": lazy_gettext("Kies als maat wijken, inwoners of nood."),
    "stage_unchanged": lazy_gettext("Deze fase heeft de wijk al. Kies een andere."),
    "stage_before_current": lazy_gettext("Kies een dag nadat de fase van nu begon."),
    "stage_needs_evidence": lazy_gettext("Voor deze fase is er te weinig bewijs. Noteer eerst een teken van leven."),
    "stage_unknown": lazy_gettext("Deze fase staat er niet (meer)."),
    "stage_not_by_hand": lazy_gettext("Deze fase is niet met de hand genoteerd. Begin in plaats daarvan een nieuwe."),
    "stage_not_last": lazy_gettext("Na deze fase kwam er een andere. Alleen de laatste kun je terugnemen."),
    "stage_not_of_today": lazy_gettext(
        "Alleen een fase die vandaag genoteerd is, kun je terugnemen. Klopt hij niet meer? Begin dan een nieuwe fase."
    ),
    "evidence_in_future": lazy_gettext("Deze dag moet nog komen. Kies vandaag of een dag die geweest is."),
    "evidence_unknown": lazy_gettext("Dit teken van leven staat er niet (meer)."),
    "evidence_not_by_hand": lazy_gettext(
        "Dit teken hoort bij iets anders, zoals het ontdekkingsproces. Verander het daar."
    ),
    "correction_reason": lazy_gettext("Schrijf waarom het niet klopt."),
    "correction_reason_long": lazy_gettext("Houd dit korter: hooguit 500 tekens."),
    "target_years": lazy_gettext("Kies een doeljaar na het beginjaar, allebei tussen 1900 en 2200."),
    "target_needs_reason": lazy_gettext("Schrijf waarom het doel verandert."),
    "target_before_current": lazy_gettext("Er geldt al een doel dat later inging."),
}
