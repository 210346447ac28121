"""Demonstration data goes without a trace, and what it followed runs on again."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from seeds.demo import remove_demo
from tests.conftest import TODAY
from webapp.coverage.actions import add_evidence
from webapp.coverage.queries import list_states
from webapp.models import Evidence, Presence, WayToHelp
from webapp.vocabulary import EvidenceKind, Provenance, Stage


def count_demo(session: Session) -> int:
    """Rows that are demonstration data, in all tables that can hold it."""
    return sum(
        session.scalar(select(func.count()).select_from(model).where(model.provenance == Provenance.DEMO)) or 0
        for model in (Presence, Evidence, WayToHelp)
    )


def test_removing_demonstration_data_leaves_none_and_counts_the_rows(session: Session) -> None:
    before = count_demo(session)
    assert before > 0
    assert remove_demo(session) == before
    assert count_demo(session) == 0


def test_beginnings_of_the_source_run_on_when_the_demonstration_data_that_ended_them_is_gone(session: Session) -> None:
    ended = select(func.count()).where(Presence.provenance == Provenance.SOURCE, ~func.upper_inf(Presence.period))
    assert session.scalar(ended)
    remove_demo(session)
    assert session.scalar(ended) == 0
    present = {state.slug for state in list_states(session, at=TODAY) if state.stage is Stage.ACTIVE}
    assert present == {"selwerd", "vinkhuizen", "de-wijert", "beijum"}


def test_what_people_entered_stays(session: Session) -> None:
    kept = add_evidence(
        session,
        session.scalars(select(Evidence.neighbourhood_id)).first() or 0,
        EvidenceKind.INITIATIVE,
        observed_on=TODAY,
        today=TODAY,
    )
    remove_demo(session)
    assert session.scalar(select(Evidence.id).where(Evidence.id == kept.id)) == kept.id
