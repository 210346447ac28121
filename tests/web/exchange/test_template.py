import pytest
from sqlalchemy.orm import Session

from tests.web.conftest import SignIn
from tests.web.exchange.bringing import (
    IMPORTS,
    coordinator,
    previewed,
)


@pytest.mark.parametrize("subject", ["initiatives", "partners"])
@pytest.mark.parametrize("shape", ["csv", "xlsx"])
def test_template_is_a_file_that_is_good_as_it_stands(
    records: Session, sign_in: SignIn, subject: str, shape: str
) -> None:
    browser = coordinator(records, sign_in)
    name = {"initiatives": "initiatieven", "partners": "partners"}[subject]
    template = browser.client.get(f"{IMPORTS}/voorbeeld/{name}.{shape}")
    assert template.status_code == 200
    there = previewed(browser, template.data, subject=subject)
    page = browser.visit(f"{there}/controle")
    assert "0 hebben een fout" in page.text
    browser.visit(f"{IMPORTS}/voorbeeld/raketten.csv", status=404)
