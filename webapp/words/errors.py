"""What pages say of errors, by code; `webapp.i18n.error_message` fills in the details."""

from flask_babel import lazy_gettext

from webapp.words.errors_of_campaigns import CAMPAIGN_ERRORS
from webapp.words.errors_of_coverage import COVERAGE_ERRORS
from webapp.words.errors_of_deliveries import DELIVERY_ERRORS
from webapp.words.errors_of_planning import PLANNING_ERRORS
from webapp.words.errors_of_signals import SIGNAL_ERRORS

_SEALED_SHUT = lazy_gettext("Deze gegevens zijn versleuteld en gaan nu niet open. De beheerder kan dit oplossen.")

ERRORS = {
    "release_unknown_version": lazy_gettext("Deze uitgave, of dit bestand ervan, is er niet."),
    "release_area_unknown": lazy_gettext("Dit gebied staat niet in deze uitgave."),
    "release_view_invalid": lazy_gettext("Zo kunnen we de cijfers niet tonen. Kies opnieuw wat je wilt zien."),
    "draft_too_large": lazy_gettext("Dit concept is te groot om te bewaren. Maak je teksten korter."),
    "date_invalid": lazy_gettext("Dit is geen datum die we kennen. Schrijf hem als 2021-06-01."),
    "date_out_of_range": lazy_gettext("Kies een datum tussen 1 januari 1900 en 31 december 2200."),
    "zoom_invalid": lazy_gettext("Het zoomniveau is een getal van 0 tot en met 22."),
    "point_invalid": lazy_gettext("Geef een plek als lengte- en breedtegraad, bijvoorbeeld 6.56,53.22."),
    "point_swapped": lazy_gettext(
        "Lengte en breedte lijken verwisseld. Geef eerst de lengte (rond 6,5) en dan de breedte (rond 53,2)."
    ),
    "point_outside": lazy_gettext("Deze plek ligt buiten de gemeente Groningen. Zet de speld in de gemeente."),
    "query_too_long": lazy_gettext("Zoek met hooguit 80 tekens."),
    "network_filter_unknown": lazy_gettext("Zo kunnen we een netwerk niet filteren of sorteren. Kies opnieuw."),
    "sort_invalid": lazy_gettext("Sorteer op naam, fase, inwoners of sinds."),
    "text_not_allowed": lazy_gettext("Er staan tekens in die we niet kunnen verwerken. Typ de tekst opnieuw."),
    "slug_invalid": lazy_gettext("Een naam in het adres bestaat uit kleine letters, cijfers en streepjes."),
    "when_invalid": lazy_gettext("Kies vandaag, week, weekend of dag."),
    "day_needed": lazy_gettext("Je koos ‘Op een dag’. Vul ook in welke dag, of kies iets anders bij ‘Wanneer’."),
    "flag_invalid": lazy_gettext("Dit is 1 voor ja, en anders leeg."),
    "listing_sort_invalid": lazy_gettext("Sorteer op eerst, nieuw of naam."),
    "listing_theme_unknown": lazy_gettext("We kennen geen thema met dit adres."),
    "box_invalid": lazy_gettext(
        "Geef een kader in Nederland als west,zuid,oost,noord in graden, bijvoorbeeld 6.5,53.1,6.7,53.3."
    ),
    "month_invalid": lazy_gettext("Schrijf een maand als 2026-03."),
    "listing_unknown": lazy_gettext("Dit initiatief is er niet, of wordt niet (meer) getoond."),
    "neighbourhood_unknown": lazy_gettext("We kennen geen wijk met dit adres."),
    "workspace_unknown": lazy_gettext("Deze werkplek is er niet, of is niet van jou."),
    "migrations_behind": lazy_gettext("De database loopt achter bij het programma. Voer uit: ./dev cli db upgrade"),
    "not_seeded": lazy_gettext("Er zijn nog geen wijken. Voer uit: ./dev seed"),
    "message_unknown": lazy_gettext("Dit bericht is er niet (meer)."),
    "person_unknown": lazy_gettext("Deze persoon is er niet, of heeft niets met je gedeeld."),
    "changed_meanwhile": lazy_gettext("Iemand anders heeft dit intussen gewijzigd."),
    "signed_out": lazy_gettext("Je bent niet (meer) ingelogd."),
    "link_spent": lazy_gettext("Deze link werkt niet meer."),
    "digits_wrong": lazy_gettext("Dit zijn niet de cijfers die je andere scherm laat zien. Kijk nog eens."),
    "sign_in_wrong": lazy_gettext("Dit e-mailadres en wachtwoord horen niet bij elkaar."),
    "password_same": lazy_gettext("Dit is je oude wachtwoord. Kies een ander."),
    "password_wrong": lazy_gettext("Dit is niet je wachtwoord."),
    "code_wrong": lazy_gettext("Deze code klopt niet, of is al gebruikt. Neem de code die je app nu laat zien."),
    "consent_months": lazy_gettext("Kies 3, 6 of 12 maanden."),
    "consent_purpose_unknown": lazy_gettext("Zo’n toestemming kennen we niet."),
    "retention_out_of_bounds": lazy_gettext("Dit aantal dagen mag hier niet."),
    "last_administrator_stays": lazy_gettext(
        "Je bent de enige beheerder. Vraag wie de server beheert om een tweede aan te wijzen. "
        "Daarna kun je jezelf wissen."
    ),
    "journal_unwritable": lazy_gettext("Wissen lukt nu niet. Er is niets gewist. De beheerder kan dit oplossen."),
    "page_unknown": lazy_gettext("Deze bladzijde van de lijst is er niet."),
    "grant_unknown": lazy_gettext("Deze rol is er niet."),
    "grant_not_allowed": lazy_gettext("Je kunt geen rollen geven."),
    "grant_to_oneself": lazy_gettext("Jezelf kun je geen rol geven. Vraag een andere beheerder."),
    "role_without_groups": lazy_gettext("Deze rol kun je nog niet geven: missiegroepen komen later."),
    "neighbourhood_needed": lazy_gettext("Kies de wijk waar deze rol voor is."),
    "partner_needed": lazy_gettext("Kies de organisatie of kerk waar deze rol voor is."),
    "church_needed": lazy_gettext("Een trajectbegeleider begeleidt een kerk. Kies een kerk."),
    "scope_does_not_fit": lazy_gettext("Deze rol past niet bij de gekozen plek."),
    "role_starts_in_past": lazy_gettext("Een rol begint vandaag of later."),
    "role_ends_before_start": lazy_gettext("De laatste dag ligt voor de eerste. Kies een latere dag."),
    "role_too_far_away": lazy_gettext("Kies een datum vóór het jaar 2200."),
    "role_overlaps": lazy_gettext("Deze persoon heeft deze rol in deze tijd al, of wacht erop."),
    "grant_not_waiting": lazy_gettext("Deze rol wacht niet (meer) op goedkeuring."),
    "approval_of_oneself": lazy_gettext("Je eigen rol kun je niet goedkeuren."),
    "approval_by_granter": lazy_gettext("Je gaf deze rol zelf. Een andere beheerder moet haar goedkeuren."),
    "grant_ended": lazy_gettext("Deze rol is al voorbij."),
    "end_own_role": lazy_gettext("Je eigen rol kun je niet beëindigen. Vraag een andere beheerder."),
    "last_administrator": lazy_gettext(
        "Dit is de enige beheerder. Vraag wie de server beheert om een tweede aan te wijzen."
    ),
    "one_administrator_left": lazy_gettext("Hierna is er nog één beheerder. Vink aan dat je dat weet."),
    "invitation_just_sent": lazy_gettext(
        "Er ging net al een uitnodiging naar deze persoon. Wacht 2 minuten en probeer het opnieuw."
    ),
    "invitation_waits": lazy_gettext("Eerst moet een tweede beheerder deze rol goedkeuren. Er is niets gemaild."),
    "time_invalid": lazy_gettext("Dit is geen tijd die we kennen. Schrijf hem als 19:30."),
    "time_needed": lazy_gettext("Vul ook in hoe laat het begint."),
    "duration_invalid": lazy_gettext("Het einde is even laat als het begin. Kies een andere tijd."),
    "rhythm_unreadable": lazy_gettext("Deze herhaling kunnen we niet lezen. Kies haar opnieuw."),
    "rhythm_too_often": lazy_gettext("Iets kan hooguit één keer per dag terugkomen. Kies dag, week, maand of jaar."),
    "rhythm_not_supported": lazy_gettext("Zo’n herhaling kennen we niet. Kies er een uit de lijst."),
    "rhythm_interval_invalid": lazy_gettext(
        "Kies een getal vanaf 1. Het hoogste is 30 voor dagen, 12 voor weken en maanden, 2 voor jaren."
    ),
    "rhythm_without_end": lazy_gettext("Kies tot en met welke dag dit doorgaat. Later kun je het verlengen."),
    "rhythm_ends_before_start": lazy_gettext("De laatste dag ligt voor de eerste. Kies een latere dag."),
    "rhythm_too_long": lazy_gettext("Kies een laatste dag binnen twee jaar. Later kun je het verlengen."),
    "rhythm_starts_too_late": lazy_gettext("Kies een eerste dag binnen twee jaar."),
    "rhythm_never": lazy_gettext(
        "Tot en met de laatste dag is er geen dag die past. Kies een latere laatste dag, of een andere herhaling."
    ),
    "rhythm_weekday_needed": lazy_gettext("Kies een weekdag, en de hoeveelste van de maand het is."),
    "rhythm_happens_once": lazy_gettext("Dit is één keer. Er valt niets te verlengen."),
    "initiative_unknown": lazy_gettext("Dit initiatief is er niet, of is niet voor jou."),
    "own_version": lazy_gettext("Dit schreef je zelf. Iemand anders moet ernaar kijken en het goedkeuren."),
    "decided_already": lazy_gettext("Iemand anders heeft hier al over beslist. Hieronder staat wat."),
    "decide_first": lazy_gettext("Er wacht nog een wijziging. Beslis daar eerst over."),
    "moves_elsewhere": lazy_gettext(
        "Hierna ligt dit buiten jouw wijk. De coördinator van de nieuwe wijk of van de stad kan het goedkeuren."
    ),
    "same_version": lazy_gettext("Dit is de versie die er nu al staat."),
    "merged_too_much": lazy_gettext(
        "Samen is dit te veel voor één initiatief: hooguit 5 thema’s, 10 taken en 5 links. "
        "Kies voor die van één van beide."
    ),
    "same_initiative": lazy_gettext("Kies een ander initiatief om mee samen te voegen."),
    "step_impossible": lazy_gettext("Dat kan nu niet (meer) met dit initiatief."),
    "task_unknown": lazy_gettext("Deze taak is er niet, of is niet voor jou."),
    "task_closed": lazy_gettext("Voor deze taak kun je je niet (meer) aanmelden."),
    "signup_unknown": lazy_gettext("Deze aanmelding is er niet (meer)."),
    "signup_ended": lazy_gettext("Deze taak was al teruggegeven."),
    "subscription_unknown": lazy_gettext("Dit volg je niet (meer)."),
    "match_unknown": lazy_gettext("Deze koppeling is er niet, of is niet voor jou."),
    "match_step_impossible": lazy_gettext("Dat kan nu niet (meer) met deze koppeling. Kijk hoe het er nu mee staat."),
    "candidate_unknown": lazy_gettext("Kies eerst wie of wat je wilt voorstellen."),
    "candidate_gone": lazy_gettext(
        "Deze hulp past niet (meer) bij de vraag: het is te ver weg, of de tijden komen niet overeen."
    ),
    "need_closed": lazy_gettext("Deze vraag is intussen gesloten. Er is niemand iets gevraagd."),
    "need_has_enough": lazy_gettext(
        "Voor deze vraag zijn al genoeg mensen gevraagd. Zegt iemand nee, dan kun je een ander voorstellen."
    ),
    "helper_not_asked": lazy_gettext("Deze persoon wil op dit moment niet gevraagd worden. Kies iemand anders."),
    "helper_is_asker": lazy_gettext("Dit is wie de vraag stelde. Kies iemand anders."),
    "helper_paused": lazy_gettext("Deze persoon heeft nu pauze. Kies iemand anders."),
    "helper_stays_near": lazy_gettext("Deze persoon helpt alleen in de eigen wijk. Kies iemand anders."),
    "helper_is_full": lazy_gettext(
        "Deze persoon is deze maand al zo vaak gevraagd als die wil: misschien net, door een ander. Kies iemand anders."
    ),
    "requirement_missing": lazy_gettext(
        "Voor deze vraag is een bewijs nodig, zoals een VOG, dat deze persoon niet (meer) heeft laten zien."
    ),
    "asset_ended": lazy_gettext("Dit is er niet meer. Kies iets anders."),
    "already_proposed": lazy_gettext("Dit is voor deze vraag al voorgesteld, misschien net door een ander."),
    "task_time_past": lazy_gettext("Deze tijd is al voorbij. Kies een latere."),
    "task_too_far_away": lazy_gettext("Kies een dag binnen een jaar."),
    "task_minutes": lazy_gettext("Kies 5 tot 1440 minuten."),
    "follow_up_past": lazy_gettext("Deze dag is al voorbij. Kies een latere."),
    "rhythm_unknown": lazy_gettext("Kies hoe vaak je nieuws wilt krijgen."),
    "area_missing": lazy_gettext("Teken een gebied, of zoek een plek en kies hoe ver eromheen."),
    "place_unchosen": lazy_gettext("Kies hieronder welke plek je bedoelt."),
    "radius_invalid": lazy_gettext("Kies uit de lijst hoe ver eromheen."),
    "area_unreadable": lazy_gettext("Dit gebied kunnen we niet lezen. Teken het opnieuw."),
    "area_too_detailed": lazy_gettext("Dit gebied heeft te veel hoeken. Teken het met hooguit 2000 hoeken."),
    "area_too_small": lazy_gettext("Een gebied heeft minstens drie hoeken. Teken het opnieuw."),
    "area_outside": lazy_gettext("Dit gebied ligt (deels) buiten de gemeente Groningen. Teken het opnieuw."),
    "tie_with_itself": lazy_gettext("Kies twee verschillende: iemand is niet met zichzelf verbonden."),
    "tie_not_between": lazy_gettext("Deze soort relatie kan niet tussen deze twee. Kies een andere soort."),
    "tie_tells_church": lazy_gettext(
        "Bij welke kerk iemand hoort, noteren we niet: dat is ieders eigen zaak. Kies een groep of initiatief."
    ),
    "tie_in_future": lazy_gettext("Een relatie begint vandaag of eerder. Kies een eerdere dag."),
    "tie_too_old": lazy_gettext("Deze dag ligt voor 1900. Kies een latere."),
    "tie_ends_first": lazy_gettext("Het einde ligt voor het begin. Kies een latere dag."),
    "tie_ends_in_future": lazy_gettext("Een relatie eindigt vandaag of eerder. Laat het einde anders leeg."),
    "tie_there": lazy_gettext("Deze relatie staat er al, voor (een deel van) deze tijd."),
    "tie_side_gone": lazy_gettext("Een van de twee staat niet meer in het netwerk, of trok de toestemming net in."),
    "tie_unknown": lazy_gettext("Deze relatie is er niet (meer)."),
    "node_unknown": lazy_gettext("Dit staat niet (meer) in het netwerk, of is niet voor jou."),
    "follow_up_over": lazy_gettext("Deze dag is al voorbij. Kies vandaag of later."),
    "follow_up_too_far": lazy_gettext("Kies een dag binnen een jaar."),
    "follow_up_owner": lazy_gettext("Kies jezelf of iemand anders die deze wijk coördineert."),
    "follow_up_there": lazy_gettext("Dit staat al open bij opvolgen. Je hoeft het niet nog eens op te pakken."),
    "follow_up_unknown": lazy_gettext("Dit staat niet (meer) open bij opvolgen. Misschien deed iemand het al."),
    "ties_large": lazy_gettext("Deze lijst is groter dan 200 kB. Verdeel de rijen over een paar lijsten."),
    "ties_many": lazy_gettext("Er staan meer dan 500 rijen in deze lijst. Verdeel ze over een paar lijsten."),
    "ties_columns": lazy_gettext("De eerste rij moet de koppen ‘van’, ‘relatie’ en ‘naar’ hebben. Een daarvan mist."),
    "ties_no_rows": lazy_gettext(
        "Dit is nog geen lijst. Begin met een regel met de koppen van;relatie;naar, en zet daaronder per regel een "
        "relatie, zoals Aisha Jansen;kent;Truus de Boer."
    ),
    "ties_missing": lazy_gettext("Plak een lijst, of kies een bestand."),
    "ties_name_missing": lazy_gettext("In deze rij mist een naam."),
    "ties_kind_unknown": lazy_gettext(
        "Deze relatie kennen we niet. Schrijf kent, helpt, leidt, hoort bij, komt samen in of werkt samen met."
    ),
    "ties_strength_unknown": lazy_gettext("Deze sterkte kennen we niet. Schrijf af en toe, geregeld, of vaak en goed."),
    "group_twice": lazy_gettext("Er is in deze wijk al een groep met deze naam. Kies een andere naam."),
    "group_unknown": lazy_gettext("Deze groep is er niet (meer)."),
    "group_in_future": lazy_gettext("Deze dag komt nog. Kies vandaag of eerder."),
    "group_too_old": lazy_gettext("Deze dag ligt voor 1900. Kies een latere."),
    "group_ends_first": lazy_gettext("Het einde ligt voor het begin. Kies een latere dag."),
    "group_has_later_ties": lazy_gettext(
        "Er staan relaties met deze groep die op of na deze dag begonnen. Kies een latere dag, of haal ze eerst weg."
    ),
    "area_crosses_itself": lazy_gettext("De lijn van dit gebied kruist zichzelf. Teken het opnieuw, zonder kruising."),
    "database_unreachable": lazy_gettext("De database is nu niet bereikbaar."),
    "asset_unknown": lazy_gettext("Dit is er niet, of wordt niet getoond."),
    "asset_kind_unknown": lazy_gettext("Zo’n soort kennen we niet."),
    "asset_of_a_person": lazy_gettext(
        "Wat één mens kan is een talent, en staat nooit met een naam op de kaart. Noteer het als talent."
    ),
    "asset_without_place": lazy_gettext("Kies een wijk, of zet een speld op de kaart."),
    "asset_not_yours": lazy_gettext("In deze wijk kun je niets toevoegen of wijzigen. Kies een wijk van jou."),
    "asset_outside": lazy_gettext("Deze plek ligt niet in een wijk die we kennen. Zet de speld ergens anders."),
    "effect_twice": lazy_gettext("Elk thema kan maar één keer een effect hebben."),
    "effect_in_future": lazy_gettext("Een effect dat al te zien is begon vandaag of eerder."),
    "effect_unreadable": lazy_gettext("Kies meer of minder, en hoe zeker het is."),
    "effect_source_long": lazy_gettext("Houd wie het zegt korter dan 300 tekens."),
    "asset_alike": lazy_gettext("Dit lijkt op wat er al staat. Kijk eerst of het hetzelfde is."),
    "asset_themes_needed": lazy_gettext("Kies één tot en met acht thema’s."),
    "asset_capacity_wrong": lazy_gettext("Voor hoeveel mensen tegelijk? Een getal van 1 tot en met 100.000."),
    "demand_unknown": lazy_gettext("Kies inwoners of vragen."),
    "partner_unknown": lazy_gettext("Deze partner is er niet."),
    "partner_name_taken": lazy_gettext("Er is al een partner met deze naam."),
    "partner_slug_taken": lazy_gettext("Dit adres is al van een andere partner. Kies een ander."),
    "day_out_of_range": lazy_gettext("Kies een datum tussen 1 januari 1900 en 31 december 2200."),
    "ends_before_start": lazy_gettext("De laatste dag ligt voor de eerste. Kies een latere dag."),
    "relation_unknown": lazy_gettext("Dit verband is er niet."),
    "relation_to_itself": lazy_gettext("Een partner kan niet bij zichzelf horen. Kies een andere."),
    "relation_overlaps": lazy_gettext("Dit staat er al, in dezelfde tijd. Kies een andere partner of een andere tijd."),
    "relation_in_a_ring": lazy_gettext(
        "Deze partner hoort zelf al bij jullie, misschien via een andere. Dat kan niet rond."
    ),
    "place_unknown": lazy_gettext("Deze plek is er niet."),
    "contact_unknown": lazy_gettext("Deze contactpersoon is er niet, of is niet voor jou te zien."),
    "consent_needed": lazy_gettext("Hiervoor moet deze persoon opnieuw ja zeggen. Kies hoe lang, en vink het aan."),
    "agreement_own_proposal": lazy_gettext("Dit stelde je zelf voor. De andere kant moet nog akkoord gaan."),
    "agreement_unknown": lazy_gettext("Deze afspraak is er niet."),
    "place_twice": lazy_gettext("Deze plek staat er al. Wijzig die, of geef een andere naam."),
    "activity_unknown": lazy_gettext("Deze regel is er niet (meer)."),
    "activity_twice": lazy_gettext("Over dit thema op deze plek staat er al een antwoord. Wijzig dat."),
    "theme_unknown": lazy_gettext("We kennen dit thema niet."),
    "import_unknown": lazy_gettext("Deze import is er niet (meer)."),
    "import_applied": lazy_gettext("Deze import is al verwerkt."),
    "import_not_applied": lazy_gettext("Deze import is nog niet verwerkt, of al teruggedraaid."),
    "import_which": lazy_gettext("Kies welke rijen je wilt verwerken."),
    "import_has_errors": lazy_gettext(
        "Niet alle rijen zijn goed, dus er is niets verwerkt. Verbeter het bestand, of kies: alleen de goede rijen."
    ),
    "import_nothing": lazy_gettext("Er is geen rij om te verwerken: ze hebben een fout, of je slaat ze over."),
    "import_many_merges": lazy_gettext(
        "Je vult meer dan 100 initiatieven of partners aan. Sla er een paar over, en doe die in een volgend bestand."
    ),
    "import_many_days": lazy_gettext(
        "Samen zijn dit meer dan 150.000 keren. Verdeel de rijen over een paar bestanden, of kort de herhalingen in."
    ),
    "import_crowded": lazy_gettext("Iemand anders wijzigde net hetzelfde. Er is niets verwerkt. Probeer het opnieuw."),
    "export_too_large": lazy_gettext(
        "Dit is te veel voor één bestand: meer dan 20.000 rijen. Kies eerst een thema, een wijk of een dag."
    ),
    "week_day_unknown": lazy_gettext("Kies een dag uit de lijst."),
    "week_time_incomplete": lazy_gettext("Vul bij een eigen tijd allebei in: van hoe laat tot hoe laat."),
    "time_ends_before_start": lazy_gettext("Deze tijd eindigt voor hij begint. Draai de tijden om, of wis ze."),
    "week_too_full": lazy_gettext("Dit zijn te veel tijden voor één week. Kies er minder."),
    "week_always_and_times": lazy_gettext("Je koos “altijd” en ook tijden. Haal één van de twee weg."),
    "week_times_needed": lazy_gettext("Kies wanneer het kan, of kies “altijd”."),
    "talent_unknown": lazy_gettext("Dit talent is er niet (meer), of is niet met jou gedeeld."),
    "talent_twice": lazy_gettext(
        "Dit staat er al, bij hetzelfde thema. Schrijf er iets anders, of wijzig wat er staat."
    ),
    "talent_in_use": lazy_gettext(
        "Er loopt nog een taak met dit talent. Rond die eerst af. Je kunt het nu wel op “niet vragen” zetten."
    ),
    "reach_needed": lazy_gettext("Vul in tot hoeveel meter je gaat, bijvoorbeeld 1500."),
    "reach_invalid": lazy_gettext("Schrijf de afstand in meters, bijvoorbeeld 1500, of als 1,5 km."),
    "reach_too_near": lazy_gettext("Kies minstens 100 meter, of kies “alleen mijn eigen gebouw”."),
    "reach_too_far": lazy_gettext("Verder dan 15 kilometer kan niet: we helpen in Groningen. Kies “de hele stad”."),
    "reach_and_beyond": lazy_gettext(
        "Je koos alleen je eigen gebouw én ook andere wijken. Dat gaat niet samen: kies één van de twee."
    ),
    "capacity_invalid": lazy_gettext("Vul een heel getal in, bijvoorbeeld 2."),
    "capacity_below_zero": lazy_gettext("Minder dan nul keer kan niet. Kies 0 als je nu niet gevraagd wilt worden."),
    "capacity_too_large": lazy_gettext("Kies hooguit 60 keer per maand."),
    "language_unknown": lazy_gettext("Kies talen uit de lijst."),
    "languages_too_many": lazy_gettext("Kies hooguit 12 talen."),
    "pause_over": lazy_gettext("Deze dag is al voorbij. Kies een dag na vandaag, of laat dit leeg."),
    "pause_too_long": lazy_gettext(
        "Kies een dag binnen een jaar. Wil je langer niet gevraagd worden, kies dan 0 keer."
    ),
    "requirement_own": lazy_gettext(
        "Je eigen bewijs kun je niet zelf goedkeuren. Laat het een andere coördinator zien."
    ),
    "requirement_expired": lazy_gettext("Dit bewijs is verlopen. Vraag een nieuw aan, of haal het hier weg."),
    "requirement_too_long": lazy_gettext("Zo lang is geen bewijs geldig. Kijk de datum na."),
    "address_without_place": lazy_gettext("We weten nog niet waar je adres ligt. Je wordt gevonden via je buurt."),
    "stage_same": lazy_gettext("In deze fase is het talent al. Kies een andere."),
    "stage_in_future": lazy_gettext("Kies vandaag of een dag die geweest is."),
    "stage_before_last": lazy_gettext("Deze dag ligt voor de vorige fase begon. Kies een latere dag."),
    "step_unknown": lazy_gettext("Deze stap is er niet (meer), of is al afgerond."),
    "step_over": lazy_gettext("Deze dag is al voorbij. Kies vandaag of later."),
    "step_too_far": lazy_gettext("Kies een dag binnen een jaar."),
    "step_done_later": lazy_gettext("Deze dag moet nog komen. Kies vandaag of een dag die geweest is."),
    "step_done_before": lazy_gettext("Deze dag ligt voor de stap begon. Kies een latere dag."),
    "discovery_runs": lazy_gettext("In deze wijk loopt al een ontdekkingsproces. Rond dat eerst af."),
    "discovery_not_running": lazy_gettext("Hier loopt nu geen ontdekkingsproces (meer). Begin er eerst een."),
    "discovery_whose": lazy_gettext("Kies van welke partner het is, of schrijf van wie."),
    "discovery_outcome": lazy_gettext("Schrijf wat het heeft opgeleverd."),
    "discovery_starts_in_future": lazy_gettext("Kies vandaag of een eerdere dag."),
    "discovery_overlaps": lazy_gettext("Toen liep het vorige ontdekkingsproces nog. Kies een latere dag."),
    "discovery_event_in_future": lazy_gettext("Deze dag moet nog komen. Schrijf op wat er al was."),
    "discovery_event_before_start": lazy_gettext(
        "Toen was het ontdekkingsproces nog niet begonnen. Kies een latere dag."
    ),
    "discovery_event_after_end": lazy_gettext("Toen was het ontdekkingsproces al afgerond. Kies een eerdere dag."),
    "discovery_event_unknown": lazy_gettext("Wat er gebeurde staat er niet (meer). Misschien haalde iemand het weg."),
    "discovery_ends_in_future": lazy_gettext("Kies vandaag of een eerdere dag."),
    "discovery_ends_too_early": lazy_gettext("Daarna gebeurde er nog iets. Kies een latere dag."),
    "theme_name_missing": lazy_gettext("Vul de naam in."),
    "theme_name_long": lazy_gettext("Houd de naam korter dan 60 tekens."),
    "theme_name_taken": lazy_gettext("Er is al een thema met deze naam. Kies een andere."),
    "theme_position": lazy_gettext("Schrijf een getal van 0 tot en met 999."),
    "theme_of_itself": lazy_gettext("Een thema kan niet in zichzelf zitten. Kies een andere groep."),
    "theme_too_deep": lazy_gettext("Dit is zelf geen groep. Kies een groep."),
    "theme_has_parts": lazy_gettext("In deze groep zitten thema’s. Verplaats die eerst."),
    "theme_in_use": lazy_gettext("Dit thema wordt gebruikt, dus het kan niet weg. Laat het niet meer kiezen."),
    "theme_on_people": lazy_gettext(
        "Dit thema staat bij talenten of vragen van mensen. Zolang dat zo is, blijft dit vinkje staan. "
        "Laat het thema niet meer kiezen, dan komen er geen bij."
    ),
    "theme_not_for_people": lazy_gettext("Dit thema past niet bij een vraag van iemand. Kies een ander."),
    "weight_out_of_bounds": lazy_gettext("Een gewicht is een heel getal van 0 tot en met 10."),
    "weights_all_zero": lazy_gettext("Geef ten minste één ding een gewicht boven 0. Anders past iedereen even goed."),
    "reserve_out_of_bounds": lazy_gettext("Een wijk houdt 0 tot en met 50 mensen zelf."),
    "need_unknown": lazy_gettext("Deze vraag is er niet (meer), of is niet voor jou."),
    "need_reason_missing": lazy_gettext("Schrijf waarom de wijk dit niet meer vraagt."),
    "need_reason_long": lazy_gettext("Houd dit korter: hooguit %(most)s tekens."),
    "need_is_closed": lazy_gettext("Deze vraag is al gesloten."),
    "need_stays_closed": lazy_gettext("Deze vraag staat al open, of haar tijd is voorbij."),
    "need_outcome": lazy_gettext("Kies of er geholpen is, of dat de vraag wordt ingetrokken."),
    "need_months": lazy_gettext("Kies 1, 3, 6 of 12 maanden."),
    "need_quantity": lazy_gettext("Kies een aantal van 1 tot en met 50."),
    "need_starts_in_past": lazy_gettext("De eerste dag is al voorbij. Kies vandaag of later, of laat dit leeg."),
    "need_ends_before_start": lazy_gettext("De laatste dag ligt voor de eerste. Kies een latere dag."),
    "need_days_over": lazy_gettext("De laatste dag is al voorbij. Kies een latere dag, of laat dit leeg."),
    "need_days_after_expiry": lazy_gettext(
        "De vraag loopt af voor de dagen die je koos. Laat haar langer staan, of kies eerdere dagen."
    ),
    "need_words_missing": lazy_gettext("Schrijf wat de wijk mist."),
    "need_words_long": lazy_gettext("Schrijf het korter."),
    "need_theme_matched": lazy_gettext("Er is al hulp gevraagd voor deze vraag. Sluit haar, en vraag iets nieuws."),
    "need_without_neighbourhood": lazy_gettext("Kies eerst een buurt in het profiel. Dan kennen we de wijk."),
    "overlap_shown": lazy_gettext("Dit kun je hier niet laten zien. Kies wat je in de tabel wilt."),
    "report_kind": lazy_gettext("Kies waarover het verslag moet gaan."),
    "report_neighbourhood": lazy_gettext("Kies de wijk waarover het verslag moet gaan."),
    "report_year": lazy_gettext("Kies het jaar waarover het verslag moet gaan."),
    "report_language": lazy_gettext("Kies Nederlands of Engels voor het verslag."),
    "report_wish": lazy_gettext("Kies stoppen, opnieuw proberen of weghalen."),
    "report_unknown": lazy_gettext("Dit verslag is er niet (meer). Je kunt het opnieuw laten maken."),
    "report_not_yours": lazy_gettext("Dit verslag is niet (meer) voor jou: je rol is veranderd."),
    "report_place_gone": lazy_gettext("Deze wijk is er niet meer."),
    "report_too_long": lazy_gettext("Het verslag werd te lang. Vraag een verslag van één wijk."),
    "report_no_release": lazy_gettext("Er is nog geen uitgave van de open gegevens. Maak die eerst."),
    "report_given_up": lazy_gettext("Het maken is een paar keer afgebroken. Probeer het later opnieuw."),
    "report_stopped": lazy_gettext("Het maken is gestopt."),
    "report_broken": lazy_gettext("Er ging iets mis bij het maken. Probeer het opnieuw, of vraag de beheerder."),
    **CAMPAIGN_ERRORS,
    **COVERAGE_ERRORS,
    **SIGNAL_ERRORS,
    **DELIVERY_ERRORS,
    **PLANNING_ERRORS,
    "ogc_parameter_unknown": lazy_gettext("Deze parameter kennen we hier niet."),
    "ogc_parameter_twice": lazy_gettext("Geef hem één keer."),
    "ogc_value_unknown": lazy_gettext("Deze waarde kennen we niet."),
    "ogc_value_invalid": lazy_gettext("Zo ziet een waarde er niet uit. Kijk in de beschrijving van de API."),
    "ogc_key_invalid": lazy_gettext("Zo ziet een id in deze laag er niet uit."),
    "ogc_limit_invalid": lazy_gettext("Geef een heel getal van 1 of meer."),
    "ogc_offset_invalid": lazy_gettext("Geef een heel getal van 0 of meer."),
    "ogc_bbox_count": lazy_gettext(
        "Geef vier getallen met komma’s ertussen: west, zuid, oost, noord. Zes mag, met hoogtes."
    ),
    "ogc_bbox_number": lazy_gettext("Hier staat iets dat geen gewoon getal is."),
    "ogc_crs_unknown": lazy_gettext("Dit coördinatenstelsel hebben we niet."),
    "ogc_datetime_invalid": lazy_gettext(
        "Geef een dag (2026-11-22), een moment (2026-11-22T12:00:00Z) of een periode (2026-01-01/2026-06-30, of .. aan "
        "een kant)."
    ),
    "ogc_collection_unknown": lazy_gettext("Deze laag is er niet. In /ogc/collections staat welke er zijn."),
    "ogc_tiles_unknown": lazy_gettext("Van deze laag zijn er geen kaarttegels."),
    "ogc_feature_unknown": lazy_gettext("Dit staat niet (meer) in de laag."),
    "ogc_tile_unknown": lazy_gettext("Deze tegel bestaat niet: het zoomniveau, de rij of de kolom klopt niet."),
    "ogc_matrix_set_unknown": lazy_gettext("Tegels zijn er alleen in WebMercatorQuad."),
    "seal_broken": _SEALED_SHUT,
    "key_file_missing": _SEALED_SHUT,
    "key_file_unreadable": _SEALED_SHUT,
    "key_file_malformed": _SEALED_SHUT,
    "key_file_too_open": _SEALED_SHUT,
}
