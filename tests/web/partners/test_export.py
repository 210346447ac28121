import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Visitor
from tests.web.partners.partnering import add_partner, add_work
from webapp.models import Partner
from webapp.vocabulary import ActivityAnswer

PATH = "/partners/proefkerk/activiteiten"
HEADINGS = ["Thema", "Wijk", "Antwoord", "Wat", "Vanaf", "Tot en met", "Bevestigd op"]


@pytest.fixture
def partner(records: Session) -> Partner:
    made = add_partner(records)
    add_work(records, made, what='=HYPERLINK("http://kwaad.example","klik")', since=TODAY)
    add_work(records, made, theme="schulden", place=None, answer=ActivityAnswer.DOES_NOT, what="")
    return made


def test_filtered_table_comes_as_csv_in_which_nothing_is_a_formula(visitor: Visitor, partner: Partner) -> None:
    answer = visitor.client.get(f"{PATH}.csv?thema=samen-eten")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="proefkerk-activiteiten.csv"'
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows == [
        HEADINGS,
        [
            "Maaltijd",
            "Selwerd",
            "Doen we",
            '\'=HYPERLINK("http://kwaad.example","klik")',
            "2026-11-22",
            "",
            "2026-11-22",
        ],
    ]


def test_same_table_comes_as_a_workbook(visitor: Visitor, partner: Partner) -> None:
    answer = visitor.client.get(f"{PATH}.xlsx")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == HEADINGS
    assert [row[:3] for row in rows[1:]] == [
        ["Maaltijd", "Selwerd", "Doen we"],
        ["Schulden", "Hele stad", "Doen we niet"],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s", "d"}
    assert [cell.value.date() for cell in sheet["G"][1:]] == [TODAY, TODAY]


def test_headings_are_in_the_reader_s_language(visitor: Visitor, partner: Partner) -> None:
    assert visitor.client.get(f"{PATH}.csv?taal=en").status_code == 200


def test_other_shapes_and_partners_are_not_there(visitor: Visitor, partner: Partner) -> None:
    visitor.visit(f"{PATH}.pdf", status=404)
    visitor.visit("/partners/bestaat-niet/activiteiten.csv", status=404)
