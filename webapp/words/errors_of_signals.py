"""What pages say of errors of signals, bundles and lessons, by code; `webapp.words.errors` has them with all others."""

from flask_babel import lazy_gettext

SIGNAL_ERRORS = {
    "signal_unknown": lazy_gettext("Dit signaal is er niet (meer), of is niet voor jou."),
    "signal_words_missing": lazy_gettext("Schrijf wat je ziet, in ten minste 10 tekens."),
    "signal_words_long": lazy_gettext("Houd dit korter: hooguit 1000 tekens."),
    "signal_seen_later": lazy_gettext("Deze dag moet nog komen. Kies vandaag of een eerdere dag."),
    "signal_seen_long_ago": lazy_gettext("Dit is meer dan een jaar geleden. Schrijf op wat er nu speelt."),
    "signal_reason_missing": lazy_gettext("Schrijf waarom. Wie het signaal gaf, leest dit."),
    "signal_reason_long": lazy_gettext("Houd dit korter: hooguit 500 tekens."),
    "signal_taken_up": lazy_gettext("Een coördinator heeft dit signaal intussen opgepakt of afgesloten."),
    "signal_stays": lazy_gettext("Dit signaal is niet (meer) afgesloten."),
    "signal_filter_unknown": lazy_gettext("Zo kunnen we niet filteren of sorteren. Kies opnieuw."),
    "signal_names_somebody": lazy_gettext(
        "Hier staat een e-mailadres, telefoonnummer of burgerservicenummer. Haal het weg: een signaal gaat nooit over "
        "één mens."
    ),
    "signals_none": lazy_gettext("Kies ten minste één signaal."),
    "bundle_unknown": lazy_gettext("Deze bundel is er niet (meer)."),
    "bundle_title": lazy_gettext("Schrijf een titel van 3 tot en met 120 tekens."),
    "bundle_about_long": lazy_gettext("Houd dit korter: hooguit 2000 tekens."),
    "bundle_of_one": lazy_gettext("Kies ten minste twee signalen. Eén signaal is nog geen bundel."),
    "bundle_left_with_one": lazy_gettext(
        "Er moeten ten minste twee signalen overblijven. Sluit anders de bundel, of voeg haar samen met een andere."
    ),
    "bundle_is_closed": lazy_gettext("Deze bundel is afgesloten. Heropen haar eerst."),
    "bundle_waits": lazy_gettext("Er staat nog een agendapunt open. Noteer het antwoord, of haal het van de agenda."),
    "bundle_stays": lazy_gettext("Deze bundel is al open, of ging op in een andere."),
    "bundle_itself": lazy_gettext("Kies een andere bundel dan deze."),
    "bundles_both_put": lazy_gettext(
        "Allebei de bundels staan open op de agenda van hetzelfde overleg. Haal er eerst een van de agenda."
    ),
    "meeting_past": lazy_gettext("Deze dag is al geweest. Kies vandaag of een latere dag."),
    "meeting_far": lazy_gettext("Dit is meer dan twee jaar vooruit. Kies een eerdere dag."),
    "question_missing": lazy_gettext("Schrijf wat je vraagt."),
    "question_long": lazy_gettext("Houd dit korter: hooguit 1000 tekens."),
    "body_unknown": lazy_gettext("Kies een overleg uit de lijst."),
    "body_has_it": lazy_gettext("Dit staat daar al op de agenda. Noteer eerst het antwoord, of verzet de dag."),
    "item_unknown": lazy_gettext("Dit agendapunt is er niet (meer)."),
    "item_is_answered": lazy_gettext("Dit agendapunt is al beantwoord."),
    "answer_missing": lazy_gettext("Schrijf wat het antwoord was. Wie het signaal gaf, leest dit."),
    "answer_long": lazy_gettext("Houd dit korter: hooguit 2000 tekens."),
    "answer_later": lazy_gettext("Deze dag moet nog komen. Kies vandaag of een eerdere dag."),
    "answer_before_question": lazy_gettext("Toen was dit nog niet gevraagd. Kies een latere dag."),
    "step_words": lazy_gettext("Schrijf wat er gaat gebeuren, in 3 tot en met 300 tekens."),
    "step_past": lazy_gettext("Deze dag is al geweest. Kies vandaag of een latere dag."),
    "step_far": lazy_gettext("Dit is meer dan twee jaar vooruit. Kies een eerdere dag."),
    "step_owner": lazy_gettext("Kies iemand die de stad coördineert."),
    "step_unknown": lazy_gettext("Deze stap is er niet (meer)."),
    "lesson_unknown": lazy_gettext("Deze les is er niet (meer)."),
    "lesson_title": lazy_gettext("Schrijf een titel van 3 tot en met 120 tekens."),
    "lesson_done_missing": lazy_gettext("Schrijf wat er is gedaan."),
    "lesson_result_missing": lazy_gettext("Schrijf wat het opleverde."),
    "lesson_words_long": lazy_gettext("Houd dit korter: hooguit 2000 tekens."),
    "lesson_not_yet": lazy_gettext("Deze dag moet nog komen. Kies vandaag of een eerdere dag."),
    "lesson_sources": lazy_gettext("Een les komt van één ding: een bundel, een actie of een initiatief."),
    "lesson_source_unknown": lazy_gettext("Waar deze les van komt, is er niet (meer)."),
}
