"""What the database holds of campaigns by itself, and the demonstration of them."""

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from seeds.assets import seed_assets
from seeds.campaigns import remove_demo_campaigns, seed_demo_campaigns
from seeds.themes import seed_themes
from tests.asset_making import place_id
from tests.campaign_making import bring, give, make_campaign
from tests.conftest import TODAY
from tests.db.somebody import looking_as
from tests.factories import make_account, make_grant, make_partner
from webapp.campaigns.queries.board import get_board
from webapp.campaigns.rules.lasting import lasting_of, lasting_share
from webapp.database import affected_rows
from webapp.models import Campaign, CampaignAllocation, CampaignSupply, Lesson
from webapp.vocabulary import CampaignState, Role

NOW = text("SET CONSTRAINTS supply_covers IMMEDIATE")


def test_never_more_is_divided_of_a_supply_than_there_is(session: Session) -> None:
    _, (line,) = make_campaign(session)
    supply = bring(session, line, 10, place="selwerd")
    give(session, supply, "selwerd", 6)
    give(session, supply, "beijum", 4)
    session.execute(NOW)
    with pytest.raises(IntegrityError, match="campaign_supply_covers"), session.begin_nested():
        session.execute(text("UPDATE campaign_allocation SET amount = 7 WHERE amount = 6"))
    with pytest.raises(IntegrityError, match="campaign_supply_covers"), session.begin_nested():
        session.execute(text("UPDATE campaign_supply SET amount = 9"))
    session.execute(text("UPDATE campaign_allocation SET amount = 5 WHERE amount = 6"))
    session.execute(text("UPDATE campaign_supply SET amount = 9"))


def test_supply_is_of_one_and_stands_there_once(session: Session) -> None:
    _, (line,) = make_campaign(session)
    partner = make_partner(session)
    bring(session, line, 10, partner_id=partner.id)
    own = place_id(session, "selwerd")
    wrong: tuple[dict[str, int], ...] = (
        {"partner_id": partner.id},
        {"partner_id": partner.id, "neighbourhood_id": own},
        {},
        {"neighbourhood_id": own, "amount": -1},
        {"neighbourhood_id": own, "amount": 10**9},
    )
    for values in wrong:
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(CampaignSupply).values(**{"line_id": line.id, "amount": 1, **values}))
    session.execute(insert(CampaignSupply).values(line_id=line.id, amount=1, neighbourhood_id=own))


@pytest.mark.parametrize(
    "change",
    [
        "ends_on = starts_on - 1",
        "ends_on = starts_on + 401",
        "state = 'closed'",
        "closed_on = '2027-01-01'",
        "slug = 'Hoofdletter'",
        "name = ''",
    ],
)
def test_campaign_that_cannot_be_is_refused(session: Session, change: str) -> None:
    make_campaign(session)
    session.execute(text("UPDATE campaign SET ends_on = starts_on, name = 'Kerst'"))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(f"UPDATE campaign SET {change}"))


def test_rows_are_seen_and_written_by_who_works_there_when_no_filter_does_its_work(session: Session) -> None:
    campaign, (line,) = make_campaign(session, is_public=False)
    supply = bring(session, line, 10, place="selwerd")
    give(session, supply, "selwerd", 6)
    give(session, supply, "beijum", 4)
    local, member = make_account(session), make_account(session)
    make_grant(session, local.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=place_id(session, "selwerd"))
    make_grant(session, member.id, Role.PARTNER_MEMBER, partner_id=make_partner(session).id)
    session.flush()

    def seen_and_changed(viewer: int | str) -> tuple[int, int, int, int]:
        with looking_as(session, viewer, today=TODAY):
            rows = session.scalar(text("SELECT count(*) FROM campaign_allocation")) or 0
            changed = [
                affected_rows(session.execute(text(statement)))
                for statement in (
                    "UPDATE campaign_allocation SET delivered = 1",
                    "UPDATE campaign_supply SET note = 'x'",
                    "UPDATE campaign SET name = 'Y'",
                )
            ]
        return (rows, *changed)

    # what came out of their own network counts as theirs, wherever it went
    assert seen_and_changed("") == (0, 0, 0, 0)
    assert seen_and_changed(local.id) == (2, 2, 1, 0)
    assert seen_and_changed(member.id) == (2, 0, 0, 0)
    campaign.is_public = True
    session.flush()
    assert seen_and_changed("") == (2, 0, 0, 0)


def test_demonstration_comes_once_adds_up_and_goes_whole(session: Session) -> None:
    seed_themes(session)
    seed_assets(session, today=TODAY)
    assert seed_demo_campaigns(session, today=TODAY) == 2
    assert seed_demo_campaigns(session, today=TODAY) == 0
    session.execute(NOW)
    states = {each.name: each.state for each in session.scalars(select(Campaign))}
    assert states == {"Kerst050 2026": CampaignState.PREPARING, "Heel Groningen Helpt": CampaignState.CLOSED}
    for campaign in session.scalars(select(Campaign)):
        board = get_board(session, campaign.id)
        given = [board.of_line(line.id) for line in board.lines]
        assert all(0 < each.committed <= (each.asked or 0) for each in given)
        lasting = lasting_share(lasting_of(board))
        assert (lasting is None) == (campaign.state == CampaignState.PREPARING)
    assert session.scalar(select(func.count()).select_from(Lesson)) == 2
    assert remove_demo_campaigns(session) == 2
    for model in (Campaign, CampaignAllocation, Lesson):
        assert session.scalar(select(func.count()).select_from(model)) == 0
