from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from tests.rules.hostile_files import CORPUS, GOOD, HEAD, plain_sheet, repacked, sheet_xml, workbook
from webapp.errors import BadInput
from webapp.exchange.files import SPREADSHEET_ERRORS, Table, read_table
from webapp.exchange.rules import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from webapp.ui.tables import TableFormat, write_table

CODES = {
    "file_empty",
    "file_large",
    "file_old_excel",
    "file_macros",
    "file_not_spreadsheet",
    "file_damaged",
    "file_unpacks_large",
    "file_encoding",
    "file_not_text",
    "file_quotes",
    "file_no_rows",
    "file_many_rows",
    "file_many_columns",
    "file_long_cell",
    "file_much_text",
}


def csv(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *lines)).encode()


def attempt(content: bytes) -> Table | str:
    """The table, or the code with which it is refused; any other error goes up."""
    try:
        return read_table(content)
    except BadInput as error:
        return error.code


def refusal(content: bytes) -> str:
    with pytest.raises(BadInput) as error:
        read_table(content)
    return error.value.code


def of(name: str) -> bytes:
    return dict(CORPUS)[name]


def cells(table: Table) -> list[dict[str, str]]:
    return [row.cells for row in table.rows]


def test_corpus_is_large_and_has_sound_files() -> None:
    assert len(CORPUS) >= 300
    assert len({name for name, _ in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in CORPUS])
def test_a_file_is_read_within_limits_or_refused_with_a_reason(content: bytes) -> None:
    table = attempt(content)
    if isinstance(table, str):
        assert table in CODES
    else:
        assert 1 <= len(table.rows) <= MOST_ROWS
        assert len(table.headings) <= MOST_COLUMNS
        assert len(set(table.headings)) == len(table.headings)
        texts = [text for row in table.rows for text in row.cells.values()]
        assert all(0 < len(text) <= LONGEST_CELL and "\x00" not in text for text in texts)
        assert all(text.encode() for text in texts)


@property_test(200)
@given(st.binary(max_size=2000))
def test_no_bytes_at_all_are_too_odd(content: bytes) -> None:
    table = attempt(content)
    assert table in CODES if isinstance(table, str) else table.rows


SEEN = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=30).map(str.strip)


@property_test(100)
@given(st.lists(st.lists(SEEN.filter(lambda text: text[:1] != "'"), min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_our_own_files_hold_comes_back_as_it_was(rows: list[list[str]]) -> None:
    rows.append(["altijd", "iets", "hier"])
    filled = [dict(zip("abc", row, strict=True)) for row in rows if any(row)]
    written = write_table("proef", list("abc"), rows, TableFormat.CSV)
    assert cells(read_table(written)) == [{name: text for name, text in row.items() if text} for row in filled]


@pytest.mark.parametrize("text", ["=1+1", "+31 50 1234567", "-5", "@naam", "gewoon", "'s middags"])
def test_apostrophe_that_a_file_of_ours_has_before_a_formula_is_taken_off_again(text: str) -> None:
    for shape in TableFormat:
        written = write_table("proef", ["titel"], [[text]], shape)
        assert cells(read_table(written)) == [{"titel": text}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_however_a_spreadsheet_wrote_it(encoding: str, delimiter: str) -> None:
    text = f"titel{delimiter}wie\r\nCafé “Één”{delimiter}Ana\u00efs €5\r\n"
    assert cells(read_table(text.encode(encoding))) == [{"titel": "Café “Één”", "wie": "Ana\u00efs €5"}]


def test_line_within_quotes_belongs_to_the_cell() -> None:
    table = read_table(csv('"Eerst, ""dit""\r\ndan dat";b', head="titel;wie"))
    assert cells(table) == [{"titel": 'Eerst, "dit"\ndan dat', "wie": "b"}]


def test_number_of_a_row_is_the_one_that_a_spreadsheet_shows() -> None:
    table = read_table(csv("a", "", "b", head="titel"))
    assert [row.number for row in table.rows] == [2, 4]
    table = read_table(workbook(["titel"], ["a"], [], ["b"]))
    assert [row.number for row in table.rows] == [2, 4]


def test_headings_are_each_once_and_cells_beyond_them_are_kept_apart() -> None:
    table = read_table(csv("1;2;3;4;5", head="a;a;;a"))
    assert table.headings == ("a", "a (2)", "kolom 3", "a (3)")
    assert cells(table) == [{"a": "1", "a (2)": "2", "kolom 3": "3", "a (3)": "4", "kolom 5": "5"}]


def test_column_without_a_heading_in_which_nothing_stands_is_left_out() -> None:
    assert read_table(csv("1;;3", head="a;;b")).headings == ("a", "b")


def test_spreadsheet_gives_what_somebody_would_type() -> None:
    row = read_table(of("all sorts of cells")).rows[0]
    assert list(row.cells.values()) == ["2027-01-02 03:04", "2027-01-02", "19:30", "120 min", "ja", "1e+308"]


def test_formula_is_never_worked_out() -> None:
    table = read_table(of("formulas without a value"))
    assert cells(table) == [{"titel": "tekst"}]
    kept = sheet_xml(plain_sheet()).replace(
        b"</sheetData>",
        b'<row r="3"><c r="A3"><f>1+1</f><v>bewaard</v></c></row></sheetData>'.replace(b"<c r", b'<c t="str" r'),
    )
    table = read_table(repacked(plain_sheet(), {"xl/worksheets/sheet1.xml": kept}))
    assert table.rows[-1].cells == {"titel": "bewaard"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("empty", "file_empty"),
        ("only headings", "file_no_rows"),
        ("spreadsheet with headings only", "file_no_rows"),
        ("above 5 MB", "file_large"),
        ("5001 rows", "file_many_rows"),
        ("5001 rows in a sheet", "file_many_rows"),
        ("61 columns", "file_many_columns"),
        ("16384 columns", "file_many_columns"),
        ("16384 columns in a sheet", "file_many_columns"),
        ("a cell of 10001", "file_long_cell"),
        ("long cell in a sheet", "file_long_cell"),
        ("quote that is not closed", "file_quotes"),
        ("NUL in a cell", "file_not_text"),
        ("undefined in windows-1252", "file_encoding"),
        ("old excel", "file_old_excel"),
        ("macros", "file_macros"),
        ("another zip", "file_not_spreadsheet"),
        ("unpacks to much", "file_unpacks_large"),
        ("many tags", "file_unpacks_large"),
        ("many parts", "file_unpacks_large"),
        ("entities", "file_damaged"),
        ("size that lies", "file_damaged"),
        ("xml that is none", "file_damaged"),
        ("cell: row of a billion", "file_many_rows"),
    ],
)
def test_refusal_says_what_is_wrong(name: str, code: str) -> None:
    assert refusal(of(name)) == code


def test_whole_file_is_no_more_text_than_its_limit_also_when_one_text_is_in_every_cell() -> None:
    long = "x" * 9_000
    assert refusal(workbook(["a"] * 50, *([long] * 50 for _ in range(30)))) == "file_much_text"
    assert len(read_table(workbook(["a"] * 50, *([long] * 50 for _ in range(3)))).rows) == 3


def test_5000_rows_are_read() -> None:
    assert len(read_table(csv(*[GOOD] * 5000)).rows) == MOST_ROWS


def test_date_in_a_sheet_is_written_as_iso() -> None:
    day = date(2027, 3, 14) + timedelta(days=1)
    assert cells(read_table(workbook(["dag"], [day]))) == [{"dag": "2027-03-15"}]


def test_no_error_of_our_own_is_taken_for_a_damaged_file() -> None:
    assert not issubclass(BadInput, SPREADSHEET_ERRORS)
