"""Files that somebody could bring by mistake or on purpose: each with a name that says what is odd about it."""

import io
import random
import struct
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from openpyxl import Workbook

HEAD = "titel;omschrijving;voor wie;organisator;thema;wijk"
GOOD = "Samen eten;We eten samen.;Iedereen;Buren;Maaltijd;Selwerd"


def workbook(*rows: list[object]) -> bytes:
    """A spreadsheet with one sheet."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def repacked(content: bytes, changes: dict[str, bytes | None]) -> bytes:
    """A spreadsheet in which parts are others, added, or (None) gone."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        names = [*old.namelist(), *(name for name in changes if name not in old.namelist())]
        for name in names:
            part = changes[name] if name in changes else old.read(name)
            if part is not None:
                new.writestr(name, part)
    return made.getvalue()


def sheet_xml(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def plain_sheet() -> bytes:
    return workbook(HEAD.split(";"), GOOD.split(";"))


def texts() -> Iterator[tuple[str, bytes]]:
    """Odd CSV."""
    whole = f"{HEAD}\n{GOOD}\n"
    yield "empty", b""
    yield "only space", b"  \n\t\n \n"
    yield "only a mark", b"\xef\xbb\xbf"
    yield "only headings", HEAD.encode()
    yield "no final newline", f"{HEAD}\n{GOOD}".encode()
    yield "NUL in a cell", f"{HEAD}\nSamen\x00 eten;x;x;x;x;x".encode()
    yield "NUL bytes all over", b"\x00" * 5000
    yield "bell and escape", f"{HEAD}\n\x07\x1b[31m;x;x;x;x;x".encode()
    yield "headings twice", b"titel;titel;titel\na;b;c\n"
    yield "headings empty", b";;;\na;b;c;d\n"
    yield "one column", b"titel\nSamen eten\n"
    yield "quote that is not closed", f'{HEAD}\n"Samen eten;x;x;x;x;x\n{GOOD}\n'.encode()
    yield "quote in the middle", f'{HEAD}\nCafé "De Brug";x;x;x;x;x\n'.encode()
    yield "quote then text", f'{HEAD}\n"a"b;x;x;x;x;x\n'.encode()
    yield "61 columns", ";".join(f"k{number}" for number in range(61)).encode() + b"\n" + b"x;" * 60 + b"x"
    yield "16384 columns", b";".join(b"k" for _ in range(16_384)) + b"\nx"
    yield "5001 rows", f"{HEAD}\n".encode() + f"{GOOD}\n".encode() * 5001
    yield "a cell of 10001", f"{HEAD}\n{'x' * 10_001};x;x;x;x;x".encode()
    yield "a cell of 200000", f"{HEAD}\n{'x' * 200_000};x;x;x;x;x".encode()
    yield "above 5 MB", b"x" * (5 * 1024 * 1024 + 1)
    yield "rows of other lengths", f"{HEAD}\na\n{GOOD};extra;nog meer\n;;;;;\n".encode()
    yield "old line ends", whole.replace("\n", "\r").encode()
    yield "mixed line ends", f"{HEAD}\r\n{GOOD}\r{GOOD}\n".encode()
    yield "sep line", f"sep=;\n{whole}".encode()
    yield "sep of nothing known", f"sep=|\n{whole}".encode()
    yield "formulas", f"{HEAD}\n=1+1;+cmd|' /C calc'!A0;-2;@SUM(A1);\t=1;'=1".encode()
    yield "html", f"{HEAD}\n<script>alert(1)</script>;${{7*7}};`x`;{{{{7*7}}}};<b>;<!--".encode()
    yield "directions and joiners", f"{HEAD}\n\u202eetnes\u202c;a\u200db;\ufeff;\u2066;x;x".encode()
    yield "emoji", f"{HEAD}\n👨‍👩‍👧‍👦 eten;x;x;x;x;x".encode()
    yield "only delimiters", b";;;;\n;;;;\n"
    yield "a pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
    yield "a png", b"\x89PNG\r\n\x1a\n" + bytes(200)
    yield "json", b'{"a": [1, 2, 3]}'
    yield "xml", b"<?xml version='1.0'?><a><b/></a>"
    yield "old excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    yield "gzip", b"\x1f\x8b\x08\x00" + bytes(100)
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp437"):
        yield f"written as {encoding}", f"{HEAD}\nCafé;Één;x;x;x;x\n".encode(encoding)
    yield "half of utf-16", f"{HEAD}\n{GOOD}".encode("utf-16")[:-1]
    yield "bad utf-8", b"titel;wijk\n\xc3\x28;\xff\xfe\x81\n"
    yield "undefined in windows-1252", b"titel;wijk\n\x81\x8d\x8f\x90\x9d;x\n"
    yield "lone surrogates", "titel\n\ud800".encode("utf-8", "surrogatepass")


def sheets() -> Iterator[tuple[str, bytes]]:
    """Odd spreadsheets."""
    whole = plain_sheet()
    yield "spreadsheet", whole
    yield "empty spreadsheet", workbook()
    yield "spreadsheet with headings only", workbook(HEAD.split(";"))
    yield (
        "all sorts of cells",
        workbook(
            ["titel", "b", "c", "d", "e", "f"],
            [
                datetime(2027, 1, 2, 3, 4, tzinfo=UTC).replace(tzinfo=None),
                date(2027, 1, 2),
                time(19, 30),
                timedelta(hours=2),
                True,
                1e308,
            ],
            [1.5, 12.0, -0.0, 10**15, None, "=1+1"],
        ),
    )
    yield "formulas without a value", workbook(["titel"], ['=HYPERLINK("http://x")'], ["tekst"])
    yield "16384 columns in a sheet", workbook(["k"] * 16_384, ["x"])
    yield "5001 rows in a sheet", workbook(["titel"], *(["x"] for _ in range(5001)))
    yield "long cell in a sheet", workbook(["titel"], ["x" * 10_001])
    yield "macros", repacked(whole, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    yield "no workbook", repacked(whole, {"xl/workbook.xml": None})
    yield "no sheet", repacked(whole, {"xl/worksheets/sheet1.xml": None})
    yield "no types", repacked(whole, {"[Content_Types].xml": None})
    yield (
        "entities",
        repacked(whole, {"xl/worksheets/sheet1.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'}),
    )
    yield "xml that is none", repacked(whole, {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData>"})
    yield "not even xml", repacked(whole, {"xl/workbook.xml": b"\x00\x01\x02"})
    yield "strings that are none", repacked(whole, {"xl/sharedStrings.xml": b"<sst><si></sst>"})
    yield "strings in utf-16", repacked(whole, {"xl/sharedStrings.xml": "<sst/>".encode("utf-16")})
    yield (
        "styles that are none",
        repacked(whole, {"xl/styles.xml": b"<styleSheet><cellXfs><xf numFmtId='x'/></cellXfs>"}),
    )
    yield (
        "strings too few",
        repacked(
            whole, {"xl/sharedStrings.xml": b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'/>"}
        ),
    )
    yield from _cells(whole)
    yield from _packed(whole)


def _cells(whole: bytes) -> Iterator[tuple[str, bytes]]:
    """A sheet with one odd row before the others."""
    for name, cell in (
        ("row of a billion", b'<row r="1000000000"><c r="A1000000000" t="inlineStr"><is><t>x</t></is></c></row>'),
        ("row below none", b'<row r="-5"><c r="A1"><v>1</v></c></row>'),
        ("row of words", b'<row r="tien"><c r="A1"><v>1</v></c></row>'),
        ("column of words", b'<row r="1"><c r="$$$"><v>1</v></c></row>'),
        ("string of none", b'<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'),
        ("number of none", b'<row r="1"><c r="A1"><v>abc</v></c></row>'),
        ("nan", b'<row r="1"><c r="A1"><v>NaN</v></c></row>'),
        ("infinite", b'<row r="1"><c r="A1"><v>1e999</v></c></row>'),
        ("date of none", b'<row r="1"><c r="A1" t="d"><v>2027-99-99</v></c></row>'),
        ("truth of none", b'<row r="1"><c r="A1" t="b"><v>ja</v></c></row>'),
        ("an error", b'<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>'),
        ("deep", b"<row r='1'>" + b"<is>" * 5000 + b"</is>" * 5000 + b"</row>"),
    ):
        xml = sheet_xml(whole).replace(b"<sheetData>", b"<sheetData>" + cell)
        yield f"cell: {name}", repacked(whole, {"xl/worksheets/sheet1.xml": xml})


def _packed(whole: bytes) -> Iterator[tuple[str, bytes]]:
    """Odd ways to pack a sheet."""
    yield "unpacks to much", repacked(whole, {"xl/media/big.xml": b" " * (31 * 1024 * 1024)})
    yield "many tags", repacked(whole, {"xl/sharedStrings.xml": b"<si/>" * 3_000_001})
    yield "many parts", repacked(whole, {f"xl/media/{number}.xml": b"<a/>" for number in range(600)})
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a/b.txt", b"x" * 1000)
    yield "another zip", inner.getvalue()
    yield "a zip in a spreadsheet", repacked(whole, {"xl/embeddings/inner.zip": inner.getvalue()})
    yield "a bare zip head", b"PK\x03\x04" + bytes(30)
    yield "size that lies", _lying(whole)


def _lying(content: bytes) -> bytes:
    """A zip whose directory says that its parts are a hundred bytes each."""
    changed, at = bytearray(content), 0
    while (at := changed.find(b"PK\x01\x02", at)) >= 0:
        changed[at + 24 : at + 28] = struct.pack("<I", 100)
        at += 4
    return bytes(changed)


def noise() -> Iterator[tuple[str, bytes]]:
    """Bytes at random, and sound files with some of them changed, cut off or doubled; the same every time."""
    chance = random.Random(50)
    whole_csv, whole_sheet = f"{HEAD}\n{GOOD}\n{GOOD}\n".encode(), plain_sheet()
    for number in range(60):
        yield f"noise {number}", chance.randbytes(chance.randrange(1, 3000))
    for number in range(70):
        changed = bytearray(whole_csv)
        for _ in range(chance.randrange(1, 12)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        yield f"csv with noise {number}", bytes(changed)
    for number in range(70):
        changed = bytearray(whole_sheet)
        for _ in range(chance.randrange(1, 12)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        yield f"sheet with noise {number}", bytes(changed)
    for number in range(30):
        yield f"sheet cut off {number}", whole_sheet[: chance.randrange(4, len(whole_sheet))]


CORPUS: tuple[tuple[str, bytes], ...] = (*texts(), *sheets(), *noise())
