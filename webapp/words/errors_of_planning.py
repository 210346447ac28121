"""What pages say of errors of the planner, by code; `webapp.words.errors` has them with all others."""

from flask_babel import lazy_gettext

PLANNING_ERRORS = {
    "planner_weights_zero": lazy_gettext("Geef ten minste één ding een gewicht boven 0. Anders is elke wijk gelijk."),
    "planner_question": lazy_gettext("Dit kan de planner niet uitrekenen. Ga naar de planner en kijk de velden na."),
    "planner_out_of_time": lazy_gettext("Het rekenen duurde te lang. Kies minder jaren of minder wensen."),
    "pace_out_of_bounds": lazy_gettext("Het team start 1 tot en met 50 wijken per jaar."),
    "horizon_out_of_bounds": lazy_gettext("Een plan loopt over 1 tot en met 10 jaar."),
    "wish_same_place": lazy_gettext("Een wijk kan niet eerder komen dan zichzelf. Haal die wens weg."),
    "wish_already_present": lazy_gettext("Een wens gaat over een wijk waar we al zijn. Haal die wens weg."),
    "wish_without_figures": lazy_gettext(
        "Een wens gaat over een wijk waarvan het aantal inwoners niet bekend is. Haal die wens weg."
    ),
    "wish_outside_plan": lazy_gettext(
        "Een wens gaat over een jaar buiten het plan. Kies meer jaren, of haal de wens weg."
    ),
    "wishes_exclude_each_other": lazy_gettext("De wensen gaan niet samen. Haal er een weg, of kies meer starts."),
    "scenario_unknown": lazy_gettext("Dit scenario is er niet (meer). Misschien gooide iemand het weg."),
    "scenario_twice": lazy_gettext("Er is al een scenario met deze naam. Kies een andere."),
    "scenarios_full": lazy_gettext("Er zijn al 100 scenario’s. Gooi er eerst een weg."),
    "scenarios_to_compare": lazy_gettext("Kies twee of drie scenario’s om te vergelijken."),
    "invitation_in_future": lazy_gettext("Kies vandaag of een eerdere dag."),
    "invitation_too_old": lazy_gettext("Kies een dag vanaf het jaar 2000."),
    "invitation_twice": lazy_gettext("Deze uitnodiging staat al open. Zeg eerst dat de oude niet meer open staat."),
    "invitation_unknown": lazy_gettext("Deze uitnodiging is er niet (meer)."),
}
