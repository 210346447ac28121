"""What reading official geography can say: findings on features, errors on whole sources, and their Dutch words.

The words are for somebody at the command line: what is wrong, and what to do about it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from webapp.errors import BadInput


class Severity(StrEnum):
    """What a finding means for its feature.

    `repaired` features came in after a change, `left_out` ones were not asked for, and a `problem` is for a person.
    """

    REPAIRED = "repaired"
    LEFT_OUT = "left_out"
    PROBLEM = "problem"


FINDING_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "made_valid": "vorm rechtgezet: de omtrek kruiste of raakte zichzelf",
        "others_dropped": "punten of lijnen naast de vlakken weggelaten",
        "sliver": "{slivers} snipper(s) weggelaten, kleiner dan 1 m² of smaller dan 10 cm",
        "figure_dropped": "onmogelijk cijfer weggelaten in kolom {column}: {value}",
        "water": "wateroppervlak weggelaten",
        "other_municipality": "buiten gemeente {municipality}, weggelaten",
        "unknown_code": "onbekende code {value}; verwacht BU en 8 tekens, WK en 6, of GM en 4",
        "duplicate_code": "dezelfde code als feature {first}; laat er een staan",
        "missing_name": "geen naam",
        "bad_name": "naam met stuurtekens of langer dan {limit} tekens",
        "no_geometry": "geen vorm",
        "nan": "coördinaat die geen gewoon getal is (NaN of oneindig)",
        "not_a_polygon": "geen vlak maar {type}",
        "only_slivers": "er blijft geen vlak over: alleen snippers of een lege vorm",
        "wrong_crs": "coördinaten passen niet bij EPSG:{epsg}",
        "outside_municipality": "ligt buiten de gemeente die de code noemt",
        "outside_country": "ligt buiten Nederland",
    }
)

SOURCE_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "year_out_of_range": "Jaar {year} kan niet: kies 1995 tot en met 2100.",
        "year_mismatch": "De bron noemt jaar {source_year}, maar --year is {year}. Maak ze gelijk.",
        "bad_municipality": "Gemeentecode {municipality} kan niet: schrijf GM en vier cijfers, zoals GM0014.",
        "file_missing": "Bestand {path} is er niet. Kijk de naam en de map na.",
        "file_is_folder": "{path} is een map. Geef het bestand zelf op.",
        "file_unreadable": "Bestand {path} kan niet geopend worden ({reason}). Kijk de rechten na.",
        "file_empty": "Bestand {path} is leeg. Haal het opnieuw op.",
        "file_too_big": "{path} is {megabytes} MB; meer dan {limit} MB lezen we niet. Knip het bestand per gemeente.",
        "file_broken": "{path} is beschadigd of half geschreven ({reason}). Haal het opnieuw op.",
        "not_utf8": "{path} is geen UTF-8: vreemde byte op plaats {position}. Sla het bestand op als UTF-8.",
        "unknown_format": "{path} is geen GeoJSON, GeoPackage of zip met een Shapefile.",
        "not_a_collection": "{path} is JSON, maar geen GeoJSON FeatureCollection.",
        "zip_too_many": "{path} bevat {count} bestanden; meer dan {limit} pakken we niet uit.",
        "zip_outside": "{path} bevat een bestand dat buiten de map wil: {entry}. We pakken niets uit.",
        "zip_encrypted": "{path} is met een wachtwoord beveiligd. Pak het uit en maak een zip zonder wachtwoord.",
        "zip_bomb": "{path} wordt uitgepakt groter dan {limit} MB. We pakken niets uit.",
        "zip_no_shapefile": "{path} bevat geen volledig Shapefile: .shp, .shx en .dbf met dezelfde naam.",
        "layer_ambiguous": "{path} heeft meer lagen voor {kind}: {layers}. Zet er een in een eigen bestand.",
        "layer_missing": "{path} heeft geen laag voor {kind}; wel: {layers}.",
        "odd_column": "{path} heeft een kolom met lijsten die we niet kunnen lezen. Haal die kolom weg.",
        "no_geometry_column": "{path} heeft geen vormen. Kies een bestand met grenzen.",
        "crs_missing": "{path} zegt niet in welk coördinatenstelsel het staat. Zet EPSG:28992 of EPSG:4326 erbij.",
        "crs_unsupported": "Coördinatenstelsel {found} lezen we niet. Zet het om naar EPSG:28992 of EPSG:4326.",
        "crs_mismatch": "De coördinaten passen niet bij EPSG:{epsg}: ze lijken {looks_like}. Herstel het stelsel.",
        "no_features": "Geen enkele feature gevonden in {path}.",
        "no_code_column": "Geen kolom met codes; wel: {columns}. Noem de kolom code.",
        "no_name_column": "Geen kolom met namen; wel: {columns}. Noem de kolom naam.",
        "no_codes": "Geen enkele code is van een buurt, wijk of gemeente.",
        "mixed_kinds": "Buurten, wijken en gemeenten door elkaar: {kinds}. Zet elke soort in een eigen bestand.",
        "other_kind": "Gevraagd: {asked}. In de bron staan: {found}.",
        "none_of_municipality": "Geen enkel gebied van gemeente {municipality} in de bron.",
        "nothing_left": "Geen enkele feature bleef over: alle {count} hebben een probleem.",
        "features_refused": "{count} probleem/problemen in de bron; er is niets veranderd.",
        "no_street_columns": "De tabel heeft kolommen naam, lon en lat nodig; nu: {columns}.",
        "no_street_name_column": "Geen kolom met straatnamen; wel: {columns}. Noem de kolom naam.",
        "street_layers": "{path} heeft meer lagen: {layers}. Zet de straten in een eigen bestand.",
        "nothing_left_of_streets": "Geen enkele straat bleef over: alle {count} liggen elders of hebben een probleem.",
        "pdok_unreachable": "PDOK is niet te bereiken ({reason}). Probeer het later, of geef een bestand op.",
        "pdok_too_slow": "PDOK gaf binnen {seconds} seconden geen volledig antwoord. Probeer het later.",
        "pdok_refused": "PDOK antwoordde met {status} op {url}. Bestaat het jaar {year} daar?",
        "pdok_answer": "PDOK gaf een antwoord dat geen GeoJSON is. Probeer het later.",
        "pdok_other_host": "PDOK verwijst door naar een ander adres ({url}); dat volgen we niet.",
        "pdok_endless": "PDOK blijft naar een volgende bladzijde verwijzen na {pages} bladzijden. We stoppen.",
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found on one feature, or the same on many.

    Attributes
    ----------
    severity
        What it means for the feature.
    code
        Key in `FINDING_TEXTS`.
    feature
        Number of the feature in the source, from 1; None when it is about many.
    area_code
        Code of the area as the source gives it; None when it has none.
    detail
        Values that the sentence needs.
    count
        How many features it is about.
    """

    severity: Severity
    code: str
    feature: int | None = None
    area_code: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    count: int = 1

    @property
    def message(self) -> str:
        """One line for a person: which feature, which code, what."""
        what = FINDING_TEXTS[self.code].format_map(self.detail)
        if self.feature is None:
            return f"{self.count} features: {what}"
        return f"feature {self.feature} ({self.area_code or 'zonder code'}): {what}"


class SourceError(BadInput):
    """A source as a whole cannot be read; `code` is a key in `SOURCE_TEXTS`, `detail` holds what the words need."""

    @property
    def message(self) -> str:
        """What is wrong and what to do, in one Dutch sentence or two."""
        return SOURCE_TEXTS[self.code].format_map(self.detail)


class SourceProblem(SourceError):
    """Features have problems and the caller did not choose to go on without them; `findings` holds all findings."""

    def __init__(self, code: str, findings: Sequence[Finding], **detail: object) -> None:
        super().__init__(code, **detail)
        self.findings = tuple(findings)

    @property
    def problems(self) -> tuple[Finding, ...]:
        """The findings for which the features were refused, by feature."""
        return tuple(each for each in self.findings if each.severity is Severity.PROBLEM)
