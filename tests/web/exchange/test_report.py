import io

from openpyxl import load_workbook
from sqlalchemy.orm import Session

from tests.web.conftest import SignIn
from tests.web.exchange.bringing import (
    coordinator,
    line,
    previewed,
)
from tests.web.exchange.bringing import csv as csv_of
from webapp.exchange.files import read_table


def test_wrong_rows_are_a_file_that_can_be_mended_and_brought_again(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    there = previewed(browser, csv_of(line("Goed"), line("=1+1", theme="Raket"), line("@fout", place="Atlantis")))
    report = browser.client.get(f"{there}/fouten.csv")
    assert report.headers["Content-Disposition"].startswith("attachment")
    text = report.data.decode("utf-8-sig")
    assert "'=1+1" in text
    assert "\n=1+1" not in text
    table = read_table(report.data)
    assert [row.cells["titel"] for row in table.rows] == ["=1+1", "@fout"]
    assert table.rows[0].cells["Fout"].startswith("Thema’s: Het thema “Raket” kennen we niet.")
    assert table.rows[1].cells["Rij"] == "4"
    sheet = load_workbook(io.BytesIO(browser.client.get(f"{there}/fouten.xlsx").data)).active
    assert sheet["A2"].value == "'=1+1"
    mended = report.data.replace(b"Raket", b"Maaltijd").replace(b"Atlantis", b"Selwerd")
    again = previewed(browser, mended)
    assert "0 hebben een fout" in browser.visit(f"{again}/controle").text
