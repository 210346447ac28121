"""The words of files on screen: what columns are called, what is wrong and how to mend it, what is in a template."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext, lazy_gettext

from webapp.errors import DomainError
from webapp.exchange.queries import Part
from webapp.exchange.rules import Choice, Finding
from webapp.i18n import error_message, number
from webapp.initiatives.words import error_sentence
from webapp.moderation.words import reason_name
from webapp.privacy.free_text import Reason
from webapp.vocabulary import ImportState, ImportSubject

_FIELDS: Mapping[ImportSubject, Mapping[str, str]] = {
    ImportSubject.INITIATIVES: {
        "title": lazy_gettext("Titel"),
        "description": lazy_gettext("Omschrijving"),
        "for_whom": lazy_gettext("Voor wie"),
        "organiser": lazy_gettext("Organisator"),
        "themes": lazy_gettext("Thema’s"),
        "reach": lazy_gettext("Bereik"),
        "neighbourhoods": lazy_gettext("Wijken"),
        "address": lazy_gettext("Adres"),
        "lon": lazy_gettext("Lengtegraad"),
        "lat": lazy_gettext("Breedtegraad"),
        "rd_x": lazy_gettext("RD x"),
        "rd_y": lazy_gettext("RD y"),
        "starts_on": lazy_gettext("Eerste dag"),
        "starts_at": lazy_gettext("Begint om"),
        "ends_at": lazy_gettext("Eindtijd"),
        "minutes": lazy_gettext("Duur in minuten"),
        "rhythm": lazy_gettext("Herhaling"),
        "until": lazy_gettext("Laatste dag"),
        "website": lazy_gettext("Website"),
        "task": lazy_gettext("Hulp"),
        "task_minutes": lazy_gettext("Hulp: minuten"),
        "task_needed": lazy_gettext("Hulp: aantal"),
        "task_until": lazy_gettext("Hulp: tot en met"),
        "partner": lazy_gettext("Partner"),
    },
    ImportSubject.PARTNERS: {
        "name": lazy_gettext("Naam"),
        "kind": lazy_gettext("Soort"),
        "tradition": lazy_gettext("Stroming"),
        "description": lazy_gettext("Omschrijving"),
        "description_en": lazy_gettext("Omschrijving in het Engels"),
        "website": lazy_gettext("Website"),
        "email": lazy_gettext("E-mailadres"),
        "phone": lazy_gettext("Telefoon"),
        "places": lazy_gettext("Plaatsen"),
    },
}
_WHERE = lazy_gettext("Waar het is: Adres, Wijken, Bereik, of een plek in graden of RD")
_SUBJECTS = {
    ImportSubject.INITIATIVES: lazy_gettext("Initiatieven"),
    ImportSubject.PARTNERS: lazy_gettext("Partners"),
}
_STATES = {
    ImportState.PREVIEWED: lazy_gettext("nog niet verwerkt"),
    ImportState.APPLIED: lazy_gettext("verwerkt"),
    ImportState.UNDONE: lazy_gettext("teruggedraaid"),
}
_PARTS = {
    Part.EVERYTHING: lazy_gettext("Alle rijen"),
    Part.GOOD: lazy_gettext("Goed"),
    Part.DOUBTFUL: lazy_gettext("Eerst nakijken"),
    Part.ALIKE: lazy_gettext("Lijkt op iets"),
    Part.WRONG: lazy_gettext("Met een fout"),
}
_CHOICES = {
    Choice.SKIP: lazy_gettext("Sla deze rij over"),
    Choice.KEEP: lazy_gettext("Het is iets anders: neem hem op"),
    Choice.MERGE: lazy_gettext("Het is hetzelfde: vul aan wat daar ontbreekt"),
}
_FILE_ERRORS = {
    "file_missing": lazy_gettext("Kies eerst een bestand."),
    "file_empty": lazy_gettext("Dit bestand is leeg. Kies een bestand met kolomkoppen en daaronder rijen."),
    "file_large": lazy_gettext("Dit bestand is groter dan 5 MB. Verdeel de rijen over een paar bestanden."),
    "file_old_excel": lazy_gettext(
        "Dit is een oud Excel-bestand (.xls), of het heeft een wachtwoord. Open het in Excel en kies: Opslaan als, "
        "Excel-werkmap (.xlsx), zonder wachtwoord."
    ),
    "file_macros": lazy_gettext(
        "In dit bestand zitten macro’s. Die nemen we niet aan. Kies in Excel: Opslaan als, Excel-werkmap (.xlsx)."
    ),
    "file_not_spreadsheet": lazy_gettext(
        "Dit is geen CSV en geen Excel-bestand (.xlsx). Kies in je programma: Opslaan als, en dan CSV of .xlsx."
    ),
    "file_damaged": lazy_gettext(
        "Dit Excel-bestand kunnen we niet lezen. Open het in Excel of LibreOffice, en sla het op als CSV."
    ),
    "file_unpacks_large": lazy_gettext(
        "Uitgepakt is dit bestand veel te groot. Zet alleen de rijen die je nodig hebt in een nieuw bestand."
    ),
    "file_encoding": lazy_gettext(
        "De letters in dit bestand kunnen we niet lezen. Sla het op als CSV met tekenset UTF-8, of als .xlsx."
    ),
    "file_not_text": lazy_gettext(
        "Dit is geen tabel: er staan tekens in die niet in een CSV horen. Kies een CSV of een Excel-bestand (.xlsx)."
    ),
    "file_quotes": lazy_gettext(
        "Rond regel %(line)s staat een aanhalingsteken te veel of te weinig. Verbeter dat, of sla het op als .xlsx."
    ),
    "file_no_rows": lazy_gettext("Er staan alleen kolomkoppen in. Zet er rijen onder, of kies een ander bestand."),
    "file_many_rows": lazy_gettext(
        "Dit zijn meer dan 5.000 rijen. Verdeel ze over een paar bestanden. Haal ook lege rijen onderaan weg."
    ),
    "file_many_columns": lazy_gettext(
        "Dit zijn meer dan 60 kolommen. Laat alleen de kolommen staan die je nodig hebt."
    ),
    "file_long_cell": lazy_gettext(
        "In regel %(line)s staat in één vak meer dan 10.000 tekens. Maak dat korter. Staat er een aanhalingsteken "
        "dat niet gesloten is?"
    ),
    "file_much_text": lazy_gettext(
        "In dit bestand staat meer tekst dan we kunnen verwerken. Verdeel het over een paar bestanden."
    ),
}
_COLUMN_ERRORS = {
    "field_unknown": lazy_gettext("Kies iets uit de lijst."),
    "field_twice": lazy_gettext("Dit koos je al bij een andere kolom. Kies hier iets anders, of: niet overnemen."),
}
_FINDINGS = {
    "cells_beyond": lazy_gettext(
        "Er staan vakken buiten de kolommen met een kop. Staat er een komma of puntkomma in een tekst? "
        "Zet die tekst dan tussen aanhalingstekens."
    ),
    "too_long": lazy_gettext("Maak dit korter: hooguit %(about)s tekens."),
    "title_needed": lazy_gettext("Vul een titel in."),
    "organiser_needed": lazy_gettext("Vul in wie het organiseert, of noem de partner."),
    "themes_needed": lazy_gettext("Vul minstens één thema in, zoals het op de site heet."),
    "themes_many": lazy_gettext("Noem hooguit vijf thema’s."),
    "theme_of_faith": lazy_gettext(
        "Iets rond geloof en zingeving komt niet uit een bestand: iedereen kan dat lezen. Haal dit thema weg, of meld "
        "het met het formulier. Daar kies je wie het ziet."
    ),
    "faith_words": lazy_gettext(
        "Hier staat: %(about)s. Gaat dit over geloof, sla de rij dan over en meld het met het formulier. Uit een "
        "bestand komt alleen wat iedereen mag lezen."
    ),
    "personal_data": lazy_gettext(
        "Hier staat zo te zien %(about)s. Iedereen kan dit straks lezen. Laat de rij weg als het over een mens gaat."
    ),
    "theme_unknown": lazy_gettext(
        "Het thema “%(about)s” kennen we niet. Schrijf het zoals op de site. Zet ; tussen twee thema’s."
    ),
    "neighbourhood_unknown": lazy_gettext(
        "De wijk “%(about)s” kennen we niet. Schrijf haar zoals op de site. Zet ; tussen twee wijken."
    ),
    "neighbourhoods_needed": lazy_gettext("Vul minstens één wijk in."),
    "reach_needed": lazy_gettext("Vul in waar het is: een adres, een of meer wijken, of bij Bereik: hele stad."),
    "reach_unknown": lazy_gettext("Schrijf hier: plek, wijken of hele stad."),
    "place_needed": lazy_gettext("Vul een adres in, of een plek in graden of RD."),
    "street_unknown": lazy_gettext(
        "De straat in “%(about)s” kennen we niet. Kijk hoe zij heet, of vul de lengte- en breedtegraad in."
    ),
    "street_which": lazy_gettext("Deze straat loopt door meer wijken: %(about)s. Vul bij Wijken in welke je bedoelt."),
    "street_elsewhere": lazy_gettext(
        "Deze straat ligt niet in die wijk, wel in %(about)s. Verbeter het adres of de wijk."
    ),
    "point_outside": lazy_gettext("Deze plek ligt buiten de gemeente Groningen. Verbeter de plek."),
    "point_invalid": lazy_gettext("Dit is geen plek. Schrijf graden als 6.5517 (lengte) en 53.2327 (breedte)."),
    "point_swapped": lazy_gettext("Lengte en breedte zijn verwisseld: de lengte is rond 6,5 en de breedte rond 53,2."),
    "rd_invalid": lazy_gettext("Dit is geen plek in RD. Schrijf meters als 233500 (x) en 582000 (y)."),
    "rd_swapped": lazy_gettext("RD x en y zijn verwisseld: x is rond 233000 en y rond 582000."),
    "date_invalid": lazy_gettext(
        "Deze datum bestaat niet, of kunnen we niet lezen. Schrijf hem als 14-3-2027 of 2027-03-14."
    ),
    "start_needed": lazy_gettext("Vul de eerste dag in."),
    "once_over": lazy_gettext("Deze dag is al geweest. Vul een dag in die nog komt, of laat de rij weg."),
    "rhythm_over": lazy_gettext("Deze dag is al geweest. Vul een latere laatste dag in, of laat de rij weg."),
    "rhythm_words_unknown": lazy_gettext(
        "Deze herhaling kunnen we niet lezen. Schrijf bijvoorbeeld: elke dinsdag, om de week op maandag, "
        "elke eerste zaterdag van de maand."
    ),
    "rhythm_unreadable": lazy_gettext(
        "Deze herhaling kunnen we niet lezen. Schrijf bijvoorbeeld: elke dinsdag, of FREQ=WEEKLY;BYDAY=TU."
    ),
    "rhythm_not_supported": lazy_gettext("Zo’n herhaling kennen we niet. Schrijf bijvoorbeeld: elke dinsdag."),
    "rhythm_missing": lazy_gettext(
        "Er staat een laatste dag, maar niet hoe vaak het is. Schrijf bijvoorbeeld: elke dinsdag."
    ),
    "rhythm_without_end": lazy_gettext("Vul in tot en met welke dag dit doorgaat, hooguit twee jaar vooruit."),
    "rhythm_too_long": lazy_gettext("Vul een laatste dag in binnen twee jaar. Later kan de organisator het verlengen."),
    "rhythm_starts_too_late": lazy_gettext("Vul een eerste dag in binnen twee jaar."),
    "rhythm_never": lazy_gettext("Tot en met de laatste dag is er geen dag die past. Vul een latere laatste dag in."),
    "length_unreadable": lazy_gettext("Schrijf hoe lang het duurt in minuten, zoals 90."),
    "length_invalid": lazy_gettext("Het duurt hooguit een dag. Schrijf het in minuten, zoals 90."),
    "link_invalid": lazy_gettext("Dit is geen webadres. Schrijf het als https://www.voorbeeld.nl."),
    "task_title_needed": lazy_gettext("Schrijf welke hulp welkom is, of laat de andere vakken over hulp leeg."),
    "task_minutes": lazy_gettext("Schrijf hoe lang de hulp ongeveer duurt, in minuten: van 5 tot 1440."),
    "task_needed": lazy_gettext("Schrijf hoeveel mensen welkom zijn: van 1 tot 500."),
    "task_over": lazy_gettext("Deze dag is al geweest. Vul een dag in die nog komt."),
    "task_far": lazy_gettext("Vul een dag in binnen twee jaar."),
    "partner_not_known": lazy_gettext("De partner “%(about)s” kennen we niet. Voeg haar eerst toe, of laat dit leeg."),
    "name_needed": lazy_gettext("Vul de naam in."),
    "kind_needed": lazy_gettext(
        "Vul in wat het is: kerk, stichting, welzijnsorganisatie, gemeente, studentenvereniging, netwerk, school "
        "of bedrijf."
    ),
    "kind_unknown": lazy_gettext(
        "“%(about)s” kennen we niet. Schrijf: kerk, stichting, welzijnsorganisatie, gemeente, studentenvereniging, "
        "netwerk, school of bedrijf."
    ),
    "tradition_unknown": lazy_gettext(
        "“%(about)s” kennen we niet. Schrijf: protestants, gereformeerd, katholiek, evangelisch, baptistisch, "
        "pinkster, doopsgezind, orthodox of anders."
    ),
    "tradition_of_church": lazy_gettext(
        "Alleen een kerk heeft een stroming. Laat dit leeg, of schrijf bij Soort: kerk."
    ),
    "email_invalid": lazy_gettext("Dit is geen volledig e-mailadres. Schrijf het als naam@voorbeeld.nl."),
    "phone_invalid": lazy_gettext("Schrijf het nummer als 06 12345678 of +31 6 12345678."),
    "places_many": lazy_gettext("Noem hooguit %(about)s plaatsen."),
    "place_long": lazy_gettext("Maak dit korter: hooguit 120 tekens voor wat er is en 200 voor het adres."),
    "partner_name_taken": lazy_gettext(
        "Er is al een partner met deze naam. Sla de rij over, vul aan, of geef een andere naam."
    ),
    "decide_first": lazy_gettext("Daar wacht nog een wijziging. Beslis daar eerst over, of sla deze rij over."),
    "merge_twice": lazy_gettext("Rij %(about)s vult hetzelfde al aan. Sla deze rij over."),
    "alike_existing": lazy_gettext("Dit lijkt op wat er al is."),
    "alike_row": lazy_gettext("Dit lijkt op rij %(about)s van dit bestand."),
    "filled": lazy_gettext("Aangevuld."),
    "nothing_to_fill": lazy_gettext("Er viel niets aan te vullen."),
    "kept_changed": lazy_gettext("Niet teruggedraaid: iemand wijzigde dit daarna."),
    "kept_confirmed": lazy_gettext("Niet teruggedraaid: iemand zei daarna dat dit klopt."),
    "kept_in_use": lazy_gettext("Niet teruggedraaid: er hangen mensen of andere gegevens aan."),
}
_TEMPLATES: Mapping[ImportSubject, Sequence[Mapping[str, str]]] = {
    ImportSubject.INITIATIVES: (
        {
            "title": "Samen eten op dinsdag",
            "description": "We koken en eten samen. Je kunt zo aanschuiven.",
            "for_whom": "Iedereen uit de buurt",
            "organiser": "Buren van de Eikenlaan",
            "themes": "Maaltijd; Samenleven in de wijk",
            "address": "Eikenlaan 12",
            "starts_on": "2027-01-05",
            "starts_at": "18:00",
            "minutes": "120",
            "rhythm": "elke dinsdag",
            "until": "2027-06-29",
            "website": "https://www.voorbeeld.nl",
            "task": "Helpen met koken",
            "task_minutes": "90",
            "task_needed": "2",
            "task_until": "2027-06-29",
        },
        {
            "title": "Klussen voor elkaar",
            "description": "Wij helpen met kleine klussen in huis.",
            "for_whom": "Wie hulp kan gebruiken",
            "organiser": "Klusgroep Noord",
            "themes": "Praktische hulp",
            "neighbourhoods": "Selwerd; Vinkhuizen",
        },
        {
            "title": "Stadsfeest van buren",
            "description": "Eén dag feest, in alle wijken tegelijk.",
            "for_whom": "De hele stad",
            "organiser": "Feestgroep",
            "themes": "Ontmoeten",
            "reach": "hele stad",
            "starts_on": "2027-05-22",
            "starts_at": "12:00",
            "ends_at": "17:00",
        },
    ),
    ImportSubject.PARTNERS: (
        {
            "name": "Voorbeeldkerk",
            "kind": "kerk",
            "tradition": "protestants",
            "description": "Een kerk die open is voor de buurt.",
            "website": "https://www.voorbeeld.nl",
            "email": "info@voorbeeld.nl",
            "phone": "050 1234567",
            "places": "kerk: Eikenlaan 12; kantoor: Oude Ebbingestraat 3",
        },
        {"name": "Stichting Voorbeeld", "kind": "stichting"},
    ),
}
"""What stands in a template: invented, and by the rules."""


def field_name(subject: ImportSubject, name: str) -> str:
    """What a field is called, as the heading of a column; `where` for what tells a place."""
    return str(_WHERE if name == "where" else _FIELDS[subject][name])


def subject_name(subject: ImportSubject) -> str:
    """What a file holds."""
    return str(_SUBJECTS[subject])


def run_state_name(state: ImportState) -> str:
    """How far an import has come."""
    return str(_STATES[state])


def part_name(part: Part) -> str:
    """Which rows are looked at."""
    return str(_PARTS[part])


def import_choice_name(choice: Choice) -> str:
    """What becomes of a row that looks like something else."""
    return str(_CHOICES[choice])


def file_error(error: DomainError) -> str:
    """Why a file cannot be taken in, and how to mend that."""
    known = _FILE_ERRORS.get(error.code)
    return str(known) % {"line": number(_whole(error.detail.get("line")))} if known else error_message(error)


def column_error(code: str) -> str:
    """What is wrong with what was chosen for a column."""
    return str(_COLUMN_ERRORS[code])


def finding_sentence(finding: Finding) -> str:
    """What there is to say of a row, and how to mend it."""
    known = _FINDINGS.get(finding.code)
    if finding.code == "personal_data":
        return str(known) % {"about": _reasons(finding.about)}
    return str(known) % {"about": finding.about} if known else error_sentence(finding.code)


def finding_line(subject: ImportSubject, finding: Finding) -> str:
    """The same behind the name of its column, for a file."""
    sentence = finding_sentence(finding)
    return f"{field_name(subject, finding.field)}: {sentence}" if finding.field else sentence


def template_rows(subject: ImportSubject) -> tuple[list[str], list[list[str]]]:
    """The headings of a template, and its rows."""
    fields = _FIELDS[subject]
    return [str(name) for name in fields.values()], [
        [row.get(name, "") for name in fields] for row in _TEMPLATES[subject]
    ]


def merge_note(file_name: str) -> str:
    """What the history of an initiative says of a row that was merged into it."""
    return str(gettext("Aangevuld uit het bestand %(name)s", name=file_name))


def _reasons(codes: str) -> str:
    return ", ".join(reason_name(Reason(code)) for code in codes.split(",") if code in set(Reason))


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
