"""A tie is confirmed where it stands."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.networks.looking import tie_of
from tests.web.networks.noting import Kept
from webapp.models import Tie
from webapp.vocabulary import TieKind


def test_one_is_confirmed_and_the_filters_stay(records: Session, kept: Kept) -> None:
    tie = tie_of(records, TieKind.KNOWS)
    done = kept.coordinator.submit(kept.url + f"/relaties/{tie}/bevestigen?oud=1", {}, status=303)
    assert "oud=1" in done.response.location
    assert records.scalar(select(Tie.confirmed_on).where(Tie.id == tie)) == TODAY
    records.commit()


def test_what_ended_is_not_confirmed(records: Session, kept: Kept) -> None:
    ended = records.scalars(select(Tie.id).where(Tie.confirmed_on == date(2024, 1, 1))).one()
    records.commit()
    done = kept.coordinator.submit(kept.url + f"/relaties/{ended}/bevestigen", {}, status=303)
    assert "intussen geëindigd" in kept.coordinator.visit(done.response.location).text
    assert records.scalar(select(Tie.confirmed_on).where(Tie.id == ended)) == date(2024, 1, 1)
    records.commit()
