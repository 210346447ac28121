"""A match that is off, or that waits for an asset: what its coordinator can do."""

import pytest
from sqlalchemy.orm import Session

from tests.asset_making import make_asset
from tests.match_making import find_place, make_coordinator, make_match
from tests.web.conftest import SignIn, Visitor
from tests.web.matching.following import follow_path
from webapp.vocabulary import MatchState


@pytest.fixture
def coordinator(records: Session, sign_in: SignIn) -> Visitor:
    return sign_in(make_coordinator(records, find_place(records)).id)


@pytest.mark.parametrize("state", [MatchState.DECLINED, MatchState.WITHDRAWN, MatchState.EXPIRED])
def test_what_is_off_leads_to_others_and_tells_whom_to_call(
    coordinator: Visitor, records: Session, state: MatchState
) -> None:
    pair = make_match(records, state, with_accounts=False)
    need_key, path = pair.need.key, follow_path(pair.match)
    records.commit()
    page = coordinator.visit(path)
    others = page.soup.find("a", string="Kies iemand anders voor deze vraag")
    assert others is not None
    assert others["href"] == f"/werkplek/vinkhuizen/vragen/{need_key}"
    assert "zelf weten dat het niet doorgaat: er is geen e-mailadres" in page.text


def test_who_has_an_address_is_not_to_be_called(coordinator: Visitor, records: Session) -> None:
    path = follow_path(make_match(records, MatchState.WITHDRAWN).match)
    records.commit()
    assert "er is geen e-mailadres" not in coordinator.visit(path).text


def test_match_with_an_asset_leads_to_its_page(coordinator: Visitor, records: Session) -> None:
    match = make_match(records).match
    asset = make_asset(records, neighbourhood="vinkhuizen")
    match.asset_id, match.talent_id, match.helper_id = asset.id, None, None
    slug, path = asset.slug, follow_path(match)
    records.commit()
    page = coordinator.visit(path)
    assert len(page.soup.select(f"a[href='/assets/{slug}']")) == 2
    assert "Een asset krijgt geen mail" in page.text
