"""What the audit, and the page with somebody's own data, call the tables and columns of deliveries."""

from flask_babel import lazy_gettext

AUDITED_TABLES = {
    "delivery_round": lazy_gettext("bezorgronde"),
    "delivery_stop": lazy_gettext("bezorgadres"),
    "pickup_point": lazy_gettext("ophaalpunt"),
}
CLEARED_TABLES = {
    "delivery_stop": lazy_gettext("oude bezorgadressen"),
    "delivery_round": lazy_gettext("oude bezorgrondes"),
    "flexible_helper": lazy_gettext("wie bij een oude actie kon komen"),
}
AUDITED_FIELDS = {
    "address_hash": lazy_gettext("kenmerk van het adres"),
    "allocation": lazy_gettext("verdeling"),
    "along_streets": lazy_gettext("langs de straten"),
    "geom": lazy_gettext("plek op de kaart"),
    "key": lazy_gettext("sleutel"),
    "label": lazy_gettext("wat er is"),
    "line_id": lazy_gettext("onderdeel"),
    "mailed_at": lazy_gettext("gemaild op"),
    "metres": lazy_gettext("afstand"),
    "minutes": lazy_gettext("duur"),
    "number": lazy_gettext("nummer"),
    "opening": lazy_gettext("open"),
    "parcels": lazy_gettext("aantal"),
    "pickup_id": lazy_gettext("ophaalpunt"),
    "place": lazy_gettext("plek"),
    "position": lazy_gettext("volgorde"),
    "provenance": lazy_gettext("herkomst"),
    "round_id": lazy_gettext("ronde"),
    "sealed_address": lazy_gettext("adres"),
    "sealed_remark": lazy_gettext("opmerking"),
    "settled_at": lazy_gettext("afgehandeld op"),
    "shifts": lazy_gettext("diensten"),
    "stock": lazy_gettext("voorraad"),
    "walker_email": lazy_gettext("e-mailadres van wie de ronde gaat"),
    "walker_name": lazy_gettext("wie de ronde gaat"),
}
OWN_TABLES = {
    "delivery_round": lazy_gettext("Bezorgrondes van jou"),
    "flexible_helper": lazy_gettext("Wanneer je kunt komen als je nodig bent"),
}
OWN_COLUMNS = {
    "along_streets": lazy_gettext("langs de straten"),
    "asked_at": lazy_gettext("Laatst gevraagd"),
    "campaign_id": lazy_gettext("Nummer van de actie"),
    "from_day": lazy_gettext("Eerste dag"),
    "from_minute": lazy_gettext("Vanaf (minuut van de dag)"),
    "line_id": lazy_gettext("nummer van het onderdeel"),
    "mailed_at": lazy_gettext("wanneer gemaild"),
    "metres": lazy_gettext("afstand"),
    "minutes": lazy_gettext("duur"),
    "number": lazy_gettext("nummer van de ronde"),
    "people": lazy_gettext("Met hoeveel mensen"),
    "pickup_id": lazy_gettext("nummer van het ophaalpunt"),
    "until_day": lazy_gettext("Laatste dag"),
    "until_minute": lazy_gettext("Tot (minuut van de dag)"),
    "walker_email": lazy_gettext("Je e-mailadres"),
    "walker_name": lazy_gettext("Je naam"),
}
