"""Reads the files in `seeds/data` into plain values."""

import csv
import tomllib
from pathlib import Path
from typing import Any

from geo.values import Point
from webapp.areas.schematic import BuurtFacts

DATA = Path(__file__).resolve().parent / "data"

_COLUMNS = {
    "code", "name", "wijk_code", "official", "code_year", "lon", "lat", "inhabitants", "inhabitants_year",
    "inhabitants_estimated", "households", "pct_65plus", "pct_one_person_households", "area_ha",
}  # fmt: skip


def read_buurten() -> list[BuurtFacts]:
    """The 148 buurten, each with a point inside it and its figures."""
    with (DATA / "buurten.csv").open(encoding="utf-8", newline="") as file:
        return [_buurt(row) for row in csv.DictReader(file)]


def read_street_names() -> list[tuple[str, str]]:
    """Streets, each with the slug of a neighbourhood that it runs through."""
    with (DATA / "streets.csv").open(encoding="utf-8", newline="") as file:
        return [(row["name"], row["neighbourhood"]) for row in csv.DictReader(file)]


def read_outline() -> list[Point]:
    """The coarse outline of the municipality, as a closed ring."""
    with (DATA / "outline.csv").open(encoding="utf-8", newline="") as file:
        return [Point(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)]


def read_toml(name: str) -> dict[str, Any]:
    """One of the TOML files, by its name under `seeds/data`."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _buurt(row: dict[str, str]) -> BuurtFacts:
    return BuurtFacts(
        code=row["code"],
        name=row["name"],
        wijk_code=row["wijk_code"],
        is_official=row["official"] == "true",
        point=Point(float(row["lon"]), float(row["lat"])),
        inhabitants=_whole(row["inhabitants"]),
        inhabitants_year=_whole(row["inhabitants_year"]),
        inhabitants_estimated=row["inhabitants_estimated"] == "true",
        households=_whole(row["households"]),
        pct_65plus=_decimal(row["pct_65plus"]),
        pct_one_person_households=_decimal(row["pct_one_person_households"]),
        figures={name: float(value) for name, value in row.items() if name not in _COLUMNS and value},
    )


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _decimal(text: str) -> float | None:
    return float(text) if text else None
