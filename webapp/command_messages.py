"""Plain Dutch sentences for errors at the command line, by code."""

from webapp.errors import DomainError

SENTENCES = {
    "database_unreachable": "De database is niet bereikbaar. Start hem met ./dev run, of controleer DATABASE_URL.",
    "migrations_behind": "De database loopt achter bij het programma. Voer eerst uit: ./dev cli db upgrade",
    "migration_impossible": "Migreren naar {revision} gaat niet: {reason}.",
    "not_seeded": "Er zijn nog geen wijken. Voer eerst uit: ./dev seed",
    "setting_missing": "De instelling {name} ontbreekt. Start met ./dev cli, of zet {name} in de omgeving.",
    "setting_invalid": "De instelling {name} heeft een waarde die we niet begrijpen: {value}",
    "date_invalid": "Dit is geen datum: {value}. Schrijf hem als 2021-06-01.",
    "date_out_of_range": "Kies een datum van 1900-01-01 tot en met 2200-12-31; {value} valt daarbuiten.",
    "neighbourhood_unknown": "Er is geen wijk met de naam {slug}.",
    "proposal_unknown": "Buurt {new_code} van {year} wacht niet op een beslissing.",
    "proposal_needs_choice": "Voor {new_code} is er geen voorstel: kies een wijk met --to, of kies --none.",
    "area_unknown": "Buurt {area_code} bestaat niet in de indeling die in gebruik is.",
    "release_unknown": "Er is geen {kind}-indeling van {year} ingelezen.",
    "neighbourhoods_without_areas": "Deze wijken zouden hun vorm verliezen: {names}. Er is niets veranderd.",
    "stage_in_future": "Een fase kan niet in de toekomst beginnen ({on}).",
    "stage_before_current": "De nieuwe fase ({on}) moet na het begin van de huidige komen ({current_since}).",
    "stage_needs_evidence": (
        "De fase {stage} vraagt {needed} of meer soorten bewijs; nu nog {missing} te weinig. "
        "Noteer ze met: ./dev cli presence evidence WIJK SOORT --on DATUM"
    ),
    "stage_unchanged": "De wijk is al in de fase {stage}.",
    "evidence_in_future": "Bewijs kan niet in de toekomst liggen ({on}).",
    "target_years": "Het doeljaar ({target_year}) moet na het startjaar ({start_year}) liggen, tussen 1900 en 2200.",
    "target_needs_reason": "Schrijf erbij waarom het doel verandert: --reason",
    "target_before_current": "Een nieuw doel ({on}) kan niet ingaan vóór het lopende ({current_since}).",
    "streets_none": "In dit bestand staan geen straten. Geef lijnen, bijvoorbeeld wegen uit OpenStreetMap.",
    "key_file_missing": (
        "Het sleutelbestand {path} is er niet. Zet een kopie terug. "
        "Is er nog nooit iets versleuteld? Maak dan nieuwe sleutels: ./dev cli keys create"
    ),
    "key_file_unreadable": "Het sleutelbestand {path} kan niet worden gelezen: {reason}.",
    "key_file_unwritable": "Het sleutelbestand {path} kan niet worden geschreven: {reason}.",
    "key_file_malformed": "Het sleutelbestand {path} is beschadigd of van een ander programma. Zet een kopie terug.",
    "key_file_too_open": "Het sleutelbestand {path} is open voor anderen (rechten {mode}). Geef het rechten 600.",
    "key_file_exists": "Het sleutelbestand {path} is er al en blijft zoals het is.",
    "key_file_changed": "De sleutels zijn intussen gewisseld. Er is niets verwijderd; probeer het opnieuw.",
    "key_work_running": "Er loopt al een opdracht die sleutels wisselt of verwijdert. Wacht tot die klaar is.",
    "keys_in_use": "Er is nog versleuteld met oude sleutels: {values}. Voer eerst uit: ./dev cli keys rotate",
    "seal_broken": (
        "De versleutelde waarde in {table}.{column}, rij {row}, gaat niet open (sleutel {key}). "
        "De waarde is veranderd of verplaatst, of MISSIE050_KEY_FILE is een ander sleutelbestand."
    ),
    "seals_left_broken": (
        "Versleutelde waarden die niet opengaan: {count}, en die zijn gelaten zoals ze waren: {places}. "
        "De rest is klaar. Kijk met ./dev cli keys show of het goede sleutelbestand in gebruik is."
    ),
    "message_unknown": "Er is geen bericht met nummer {id}; misschien is het al gewist.",
    "consent_months": "Een toestemming duurt 3, 6 of 12 maanden; niet {months}.",
    "consent_purpose_unknown": "Zo’n toestemming bestaat niet.",
    "retention_out_of_bounds": "Kies een aantal dagen van {least} tot en met {most}.",
    "last_administrator_stays": "Dit is de enige beheerder. Maak eerst iemand anders beheerder.",
    "journal_unwritable": "De lijst van wissingen {path} kan niet worden gelezen of geschreven: {reason}.",
    "journal_malformed": "Regel {line} van de lijst van wissingen {path} is niet te lezen. Er is niets gewist.",
    "journal_missing": "De lijst van wissingen {path} is er niet.",
    "register_page_missing": "De pagina {path} is er niet, of mist de merktekens van het register.",
    "mail_unknown": "Er is geen onverstuurde mail met nummer {id}. Kijk met: ./dev cli outbox list",
    "account_unknown": "Er is geen account met het adres {email}.",
    "not_a_demo_account": "Geen demonstratie-account: {email}. De code staat alleen in de app van wie het is.",
    "administrator_exists": (
        "Er is al een beheerder. Geef de rol met: ./dev cli users grant E-MAILADRES administrator --reason TEKST "
        "en laat die beheerder haar goedkeuren."
    ),
    "email_invalid": "Dit is geen volledig e-mailadres: {value}",
    "reason_length": "Schrijf waarom, in {shortest} tot {longest} tekens: --reason TEKST",
    "partner_unknown": "Er is geen partner met de naam {slug}.",
    "neighbourhood_needed": "Noem de wijk van een wijkcoördinator: --neighbourhood WIJK",
    "partner_needed": "Noem de organisatie of kerk waar de rol voor is: --partner PARTNER",
    "church_needed": "Een trajectbegeleider begeleidt een kerk; deze partner is er geen.",
    "scope_does_not_fit": "Deze rol past niet bij deze plek: laat --neighbourhood of --partner weg.",
    "role_ends_before_start": "De laatste dag ligt voor vandaag.",
    "role_too_far_away": "Kies een laatste dag vóór het jaar 2200.",
    "role_overlaps": "Dit account heeft deze rol in deze tijd al, of wacht erop. Kijk met: ./dev cli users list",
    "grant_unknown": "Er is geen rol met nummer {id}. Kijk met: ./dev cli users list",
    "grant_ended": "Deze rol is al voorbij.",
    "last_administrator": "Dit is de enige beheerder. Maak eerst een ander beheerder.",
    "release_version_invalid": "Dit is geen uitgave: {value}. Kijk met: ./dev cli releases list",
    "release_unknown_version": "Er is geen uitgave {value}. Kijk met: ./dev cli releases list",
    "release_differs": "Niet alles komt er hetzelfde uit: {files}.",
    "audit_chain_broken": (
        "De keten van het logboek klopt niet: {count} gebeurtenissen passen niet op wat ervoor staat ({ids}). "
        "Vergelijk met een reservekopie."
    ),
}


def message(error: DomainError) -> str:
    """The sentence for an error: its own when it brings one, its code and values when there is none."""
    own = getattr(error, "message", None)
    if isinstance(own, str):
        return own
    sentence = SENTENCES.get(error.code)
    return sentence.format(**error.detail) if sentence else str(error)
