"""Sentences for errors of campaigns, part of `webapp.words.errors`."""

from flask_babel import lazy_gettext

CAMPAIGN_ERRORS = {
    "campaign_unknown": lazy_gettext("Deze actie is er niet (meer), of is nog niet voor iedereen."),
    "campaign_name_taken": lazy_gettext("Er is al een actie met deze naam. Zet er bijvoorbeeld het jaar achter."),
    "campaign_period_reversed": lazy_gettext("De laatste dag ligt voor de eerste. Kies een latere dag."),
    "campaign_period_far": lazy_gettext("Kies dagen tussen 1 januari 1990 en 31 december 2200."),
    "campaign_period_long": lazy_gettext("Een actie duurt hooguit 400 dagen. Kies een eerdere laatste dag."),
    "campaign_line_end": lazy_gettext("Elk onderdeel eindigt binnen de periode van de actie. Kies een andere dag."),
    "campaign_line_name_taken": lazy_gettext("Deze actie heeft al een onderdeel met deze naam. Kies een andere."),
    "campaign_line_in_use": lazy_gettext("Hier is al iets voor gevraagd of toegezegd, dus het kan niet weg."),
    "campaign_line_unknown": lazy_gettext("Dit onderdeel is er niet (meer)."),
    "campaign_lines_full": lazy_gettext("Een actie heeft hooguit %(most)s onderdelen."),
    "campaign_without_lines": lazy_gettext("Voeg eerst een onderdeel toe, zoals pakketten of bezoeken."),
    "campaign_is_closed": lazy_gettext("Deze actie is afgesloten. Heropen haar als er nog iets moet veranderen."),
    "campaign_state": lazy_gettext("Dat kan nu niet met deze actie: iemand anders was je misschien voor."),
    "campaign_carry_on_missing": lazy_gettext("Zeg van elk onderdeel wie ermee verdergaat. Niemand mag ook."),
    "campaign_reason_missing": lazy_gettext("Schrijf waarom de actie weer open moet."),
    "campaign_amount_invalid": lazy_gettext("Schrijf een heel getal van 0 tot en met 100.000."),
    "campaign_cell_unknown": lazy_gettext("Er kwam een vakje mee dat hier niet hoort. Laad de bladzijde opnieuw."),
    "campaign_supply_delivered": lazy_gettext("Hiervan is al meer bezorgd. Schrijf een hoger getal."),
}
