"""Sentences for errors of delivery rounds and shifts, part of `webapp.words.errors`."""

from flask_babel import lazy_gettext

DELIVERY_ERRORS = {
    "stops_none": lazy_gettext("Schrijf minstens één adres op, elk adres op een eigen regel."),
    "too_many_stops": lazy_gettext(
        "Dit zijn er te veel. Per wijk en onderdeel kunnen er hooguit 250 adressen in. Er is nog niets bewaard: haal "
        "er een deel af, of verdeel ze over de wijken waar ze liggen."
    ),
    "stops_none_open": lazy_gettext(
        "Er is geen adres dat op een ronde wacht. Schrijf eerst adressen op, of zoek de adressen uit die niet zijn "
        "gevonden."
    ),
    "stop_twice": lazy_gettext("Dit adres staat er al."),
    "stop_is_delivered": lazy_gettext("Hier is al bezorgd, dus het adres verandert niet meer."),
    "stop_unknown": lazy_gettext("Dit adres is er niet (meer)."),
    "stop_state": lazy_gettext("Kies bezorgd, niet thuis, lukt niet of nog te doen."),
    "round_parcels": lazy_gettext("Kies hoeveel iemand meeneemt: een getal van 1 tot en met 200."),
    "round_minutes": lazy_gettext("Kies hoe lang een ronde duurt: 1 tot en met 600 minuten."),
    "round_unknown": lazy_gettext("Deze ronde is er niet (meer)."),
    "pickup_in_use": lazy_gettext("Hier beginnen rondes. Hef die eerst op."),
    "pickup_unknown": lazy_gettext("Dit ophaalpunt is er niet (meer)."),
    "pickup_missing": lazy_gettext("Voeg eerst een ophaalpunt toe: daar beginnen de rondes."),
    "delivery_line_unknown": lazy_gettext("Bij dit onderdeel wordt niets aan huis bezorgd."),
    "shift_unknown": lazy_gettext("Deze dienst is er niet (meer)."),
    "helper_days": lazy_gettext(
        "Kies dagen vanaf vandaag en uiterlijk de laatste dag van de actie, de eerste dag eerst."
    ),
    "helper_hours": lazy_gettext("Kies een begin en een eind, het begin eerst."),
    "helper_people": lazy_gettext("Kies met hoeveel mensen je komt: 1 tot en met 20."),
}
