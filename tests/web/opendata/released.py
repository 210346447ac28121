"""Who looks at releases: the municipality, and who coordinates the city."""

from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.web.conftest import Page, SignIn, Visitor
from webapp.vocabulary import Role


def municipality(records: Session, sign_in: SignIn) -> Visitor:
    """Somebody who looks on behalf of the municipality."""
    account = make_account(records, "gemeente-kijkt@example.nl")
    make_grant(records, account.id, Role.MUNICIPALITY_VIEWER)
    return sign_in(account.id)


def city_coordinator(records: Session, sign_in: SignIn) -> Visitor:
    """Somebody who coordinates the city."""
    account = make_account(records)
    make_grant(records, account.id, Role.CITY_COORDINATOR)
    return sign_in(account.id)


def names_in_order(page: Page) -> list[str]:
    """The areas of the table, from top to bottom."""
    return [head.get_text(" ", strip=True) for head in page.soup.select(".municipality-table tbody th a")]


def cells(page: Page, name: str) -> list[str]:
    """The row of an area, as it reads."""
    row = next(each for each in page.soup.select("tbody tr") if each.th and name in each.th.get_text(" ", strip=True))
    return [" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")]
