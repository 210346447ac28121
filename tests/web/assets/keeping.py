"""Who keeps assets, and what the form of one would send."""

from typing import Any

from bs4 import Tag
from sqlalchemy.orm import Session

from tests.asset_making import place_id, theme_id
from tests.factories import make_account, make_grant
from tests.web.conftest import Page, SignIn, Visitor
from webapp.vocabulary import Role


def coordinator(records: Session, sign_in: SignIn, place: str | None = "selwerd") -> Visitor:
    """Somebody who coordinates a neighbourhood, or with None the city."""
    account = make_account(records)
    if place is None:
        make_grant(records, account.id, Role.CITY_COORDINATOR)
    else:
        make_grant(records, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=place_id(records, place))
    records.commit()
    return sign_in(account.id)


def typed(records: Session, **changes: Any) -> dict[str, Any]:
    """A filled-in form of a place in Selwerd; any field can be another."""
    return {
        "name": "Buurttuin De Eik",
        "kind": "places",
        "themes": [str(theme_id(records, "tuin"))],
        "place": "",
        "address": "Eikenlaan",
        "lon": "6.5517",
        "lat": "53.2327",
        "is_public": "y",
        **changes,
    }


def filled(page: Page) -> dict[str, Any]:
    """What the form on the page of an asset would send as it stands."""
    form = page.soup.select_one("main form.form")
    assert form is not None
    sent: dict[str, Any] = {}
    for each in form.select("input[name], textarea[name]"):
        if each.get("type") in ("checkbox", "radio") and not each.has_attr("checked"):
            continue
        if each.get("type") != "submit":
            _put(sent, each, str(each.get("value", "y")) if each.name == "input" else each.get_text().strip("\n"))
    for each in form.select("select[name]"):
        chosen = each.select_one("option[selected]") or each.select_one("option")
        assert chosen is not None
        _put(sent, each, str(chosen["value"]))
    return sent


def _put(sent: dict[str, Any], field: Tag, value: str) -> None:
    name = str(field["name"])
    sent[name] = [*sent[name], value] if name in sent else [value]
