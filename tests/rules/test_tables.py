import csv
import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from webapp.ui.tables import CELL_LENGTH, NARROWEST, WIDEST, Cell, TableFormat, write_table

FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0")


def workbook_of(rows: list[list[Cell]], title: str = "Tabel") -> Worksheet:
    sheet = load_workbook(io.BytesIO(write_table(title, ["a", "b"], rows, TableFormat.XLSX))).active
    assert isinstance(sheet, Worksheet)
    return sheet


def sheet_of(rows: list[list[Cell]], title: str = "Tabel") -> tuple[str, list[list[object]]]:
    sheet = workbook_of(rows, title)
    return str(sheet.title), [[cell.value for cell in row] for row in sheet.iter_rows()]


def lines_of(rows: list[list[Cell]], headings: tuple[str, str] = ("a", "b")) -> list[list[str]]:
    written = write_table("Tabel", headings, rows, TableFormat.CSV).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(written, newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_begins_as_a_formula(text: str) -> None:
    ((_, _), (first, second)) = lines_of([[text, "gewoon"]], headings=(text, "b"))
    assert first == f"'{text}"
    assert second == "gewoon"
    assert lines_of([], headings=(text, "b"))[0][0] == f"'{text}"
    _, rows = sheet_of([[text, "gewoon"]])
    assert str(rows[1][0]).startswith("'")
    assert {cell.data_type for row in workbook_of([[text, text]]).iter_rows() for cell in row} == {"s"}


def test_numbers_dates_and_nothing_are_what_they_are() -> None:
    row: list[Cell] = [-5, None]
    assert lines_of([row])[1] == ["-5", ""]
    assert sheet_of([row])[1][1] == [-5, None]
    assert lines_of([[date(2026, 3, 14), 1.5]])[1] == ["2026-03-14", "1.5"]
    moment = datetime(2026, 3, 14, 12, 30, tzinfo=UTC)
    assert lines_of([[moment, True]])[1] == ["2026-03-14T12:30:00+00:00", "True"]


def test_day_is_a_date_in_a_sheet_and_a_moment_stands_by_the_clock_of_groningen() -> None:
    sheet = workbook_of([[date(2026, 3, 14), datetime(2026, 7, 14, 12, 30, tzinfo=UTC)]])
    assert (sheet["A2"].value, sheet["A2"].is_date, sheet["A2"].number_format) == (
        datetime(2026, 3, 14),  # noqa: DTZ001  (a sheet knows no time zones)
        True,
        "yyyy-mm-dd",
    )
    assert sheet["B2"].value == datetime(2026, 7, 14, 14, 30)  # noqa: DTZ001  (a sheet knows no time zones)


def test_day_that_a_sheet_does_not_know_is_a_text() -> None:
    rows = [[date(1900, 3, 1), date(1900, 2, 28)], [date(1614, 8, 23), datetime(1899, 1, 1, 12, tzinfo=UTC)]]
    sheet = workbook_of([[*row] for row in rows])
    assert (sheet["A2"].is_date, sheet["B2"].value) == (True, "1900-02-28")
    assert (sheet["A3"].value, sheet["B3"].value) == ("1614-08-23", "1899-01-01T12:19:32")


def test_headings_stay_in_sight_and_columns_are_as_wide_as_what_stands_in_them() -> None:
    sheet = workbook_of([["twintig tekens is dit", "x" * 1000], ["a", "b"]])
    widths = [sheet.column_dimensions[letter].width for letter in "AB"]
    assert widths == [len("twintig tekens is dit") + 2, WIDEST + 2]
    assert workbook_of([[date(2026, 3, 14), None]]).column_dimensions["A"].width == len("2026-03-14") + 2
    assert workbook_of([]).column_dimensions["A"].width == NARROWEST + 2
    assert (sheet.freeze_panes, sheet["A1"].font.b, sheet["A2"].font.b) == ("A2", True, False)


def test_text_of_several_lines_is_shown_whole() -> None:
    sheet = workbook_of([["een\ntwee", "een"]])
    assert (sheet["A2"].value, sheet["A2"].alignment.wrap_text) == ("een\ntwee", True)
    assert not sheet["B2"].alignment.wrap_text
    assert sheet.column_dimensions["A"].width == NARROWEST + 2


def test_signs_that_no_sheet_can_hold_are_left_out() -> None:
    assert sheet_of([["a\x00b\x1fc\ufffe", "é — 日本"]])[1][1] == ["abc", "é — 日本"]
    assert lines_of([["a\x00\ud800b", "twee\nregels"]])[1] == ["ab", "twee\nregels"]


def test_text_of_a_megabyte_is_cut_off() -> None:
    (_, (first, _)) = lines_of([["x" * 1_000_000, ""]])
    assert first == "x" * CELL_LENGTH + "…"


def test_csv_begins_with_the_mark_by_which_a_spreadsheet_knows_its_letters() -> None:
    assert write_table("t", ["a"], [], TableFormat.CSV) == b"\xef\xbb\xbfa\r\n"


@pytest.mark.parametrize(
    ("title", "name"), [("Wat [ik] doe: 1/2?", "Wat  ik  doe  1 2"), ("x" * 60, "x" * 31), ("***", "Missie050")]
)
def test_sheet_has_a_name_that_a_workbook_takes(title: str, name: str) -> None:
    assert sheet_of([], title)[0] == name


def test_table_without_rows_has_its_headings() -> None:
    assert sheet_of([])[1] == [["a", "b"]]
