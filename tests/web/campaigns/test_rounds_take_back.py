"""Taking a round back from a volunteer."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.campaign_round_making import CANARY, Delivery, rounds_of, stops_of
from tests.web.campaigns.browsing import WALKER
from tests.web.conftest import Visitor
from webapp.models import OutboxMail


def test_round_that_is_taken_back_is_nobodys_and_its_link_ends(
    records: Session, workplace: Visitor, visitor: Visitor, delivery: Delivery, round_path: str
) -> None:
    workplace.submit(round_path, WALKER, status=303)
    mail = records.scalars(select(OutboxMail).where(OutboxMail.recipient == WALKER["email"])).one()
    (link,) = re.findall(r"/bezorgronde/\S+", mail.body)
    records.commit()
    assert CANARY in visitor.visit(link).text
    workplace.submit(f"{round_path}/terug", {}, status=303)
    (kept,) = rounds_of(records, delivery)
    assert (kept.walker_name, kept.walker_email) == (None, None)
    assert {stop.round_id for stop in stops_of(records, delivery)} == {kept.id}
    records.commit()
    visitor.visit(link, status=410)
