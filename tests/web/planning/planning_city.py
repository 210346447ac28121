"""Who plans the city, and what stands on the pages of the planner."""

from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant
from tests.web.conftest import Page, SignIn, Visitor
from webapp.models import Neighbourhood, NeighbourhoodInvitation, PlanningScenario
from webapp.planning.actions.scenarios import ScenarioFacts, keep_scenario
from webapp.planning.rules.settings import Settings, parse_wishes
from webapp.vocabulary import Role


@pytest.fixture
def city(sign_in: SignIn, records: Session) -> Visitor:
    """A coordinator of the city, and neither invitations nor scenarios."""
    records.execute(delete(NeighbourhoodInvitation))
    records.execute(delete(PlanningScenario))
    account = make_account(records)
    make_grant(records, account.id, Role.CITY_COORDINATOR)
    records.commit()
    return sign_in(account.id)


def place_id(records: Session, slug: str) -> int:
    """The id of a neighbourhood."""
    found = records.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == slug)).one()
    records.commit()
    return found


def kept(records: Session, name: str, *wishes: str, **asked: Any) -> int:
    """The id of a scenario that is kept."""
    facts = ScenarioFacts(name, "", Settings(wishes=parse_wishes(wishes), **asked))
    made = keep_scenario(records, facts, by=None, today=TODAY).id
    records.commit()
    return made


def ranking(page: Page) -> list[str]:
    """The slugs of the ranking, in order."""
    return [str(each["id"]).removeprefix("rij-") for each in page.soup.select(".planner-rank")]


def reasons(page: Page, slug: str) -> dict[str, str]:
    """What speaks for a neighbourhood, by criterion."""
    rows = page.soup.select(f"#rij-{slug} .planner-reason")
    return {
        row.select_one(".planner-reason__name").get_text(strip=True): " ".join(row.get_text(" ").split())
        for row in rows
    }


def years(page: Page) -> dict[int, list[str]]:
    """Who starts in each year of the plan."""
    rows = page.soup.select(".planner-years tbody tr")[1:]
    return {int(row.th.get_text(strip=True)): [each.get_text(strip=True) for each in row.select("a")] for row in rows}
