from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Visitor
from tests.web.people.browsing import problems, sent_by
from webapp.coverage.actions import add_evidence, set_stage
from webapp.coverage.queries.why import find_running
from webapp.models import AuditEvent, CoverageCorrection, Evidence, Presence
from webapp.vocabulary import AuditAction, CorrectionSubject, EvidenceKind, Stage

WHY = "/dekking/lewenborg"


def path(what: str, row: int) -> str:
    return f"{WHY}/{what}/{row}/terugnemen"


def noted_sign(records: Session, place: int) -> int:
    found = add_evidence(
        records, place, EvidenceKind.INITIATIVE, observed_on=TODAY - timedelta(days=3), today=TODAY, note="Soep."
    )
    records.commit()
    return found.id


def noted_stage(records: Session, place: int) -> int:
    found = set_stage(records, place, Stage.ACTIVE, on=TODAY - timedelta(days=3), today=TODAY, note="Terug.")
    records.commit()
    return found.id


def corrections(records: Session) -> list[CoverageCorrection]:
    return list(records.scalars(select(CoverageCorrection)))


def test_sign_noted_by_mistake_goes_and_is_kept_as_a_correction(
    coordinator: Visitor, visitor: Visitor, account: int, records: Session, place: int
) -> None:
    row = noted_sign(records, place)
    assert f'href="{path("teken", row)}"' in str(coordinator.visit(WHY).soup)
    form = sent_by(coordinator.visit(path("teken", row)), reason="Het was in Beijum.")
    coordinator.submit(path("teken", row), form, status=303)
    assert records.scalar(select(Evidence.id).where(Evidence.id == row)) is None
    (found,) = corrections(records)
    assert (found.subject, found.kind, found.note, found.reason, found.corrected_on) == (
        CorrectionSubject.EVIDENCE, EvidenceKind.INITIATIVE, "Soep.", "Het was in Beijum.", TODAY,
    )  # fmt: skip
    event = records.scalars(select(AuditEvent).where(AuditEvent.subject_table == "evidence")).one()
    assert (event.account_id, event.action) == (account, AuditAction.DELETED)
    assert "Het was in Beijum." in coordinator.visit(WHY).text
    assert "Het was in Beijum." not in visitor.visit(WHY).text


def test_stage_noted_today_goes_and_the_one_before_runs_on(coordinator: Visitor, records: Session, place: int) -> None:
    before = find_running(records, place)
    assert before is not None
    row = noted_stage(records, place)
    coordinator.submit(path("fase", row), {"reason": "Verkeerde wijk."}, status=303)
    records.expire_all()
    running = find_running(records, place)
    assert running is not None
    assert (running.id, running.period.upper) == (before.id, None)
    (found,) = corrections(records)
    assert (found.stage, found.on_day, found.note) == (Stage.ACTIVE, TODAY - timedelta(days=3), "Terug.")


def test_stage_of_yesterday_is_history(coordinator: Visitor, records: Session, place: int) -> None:
    row = noted_stage(records, place)
    records.execute(
        text("UPDATE presence SET created_at = created_at - interval '1 day' WHERE id = :row"), {"row": row}
    )
    records.commit()
    assert path("fase", row) not in str(coordinator.visit(WHY).soup)
    page = coordinator.submit(path("fase", row), {"reason": "Toch niet."}, status=422)
    assert "Alleen een fase die vandaag genoteerd is" in problems(page)["reason"]
    assert corrections(records) == []
    assert find_running(records, place).id == row


def test_demonstration_data_and_what_was_followed_by_another_stay(
    coordinator: Visitor, records: Session, place: int
) -> None:
    demo = records.scalars(select(Evidence.id).where(Evidence.neighbourhood_id == place).limit(1)).one()
    page = coordinator.submit(path("teken", demo), {"reason": "Weg ermee."}, status=422)
    assert "Dit teken hoort bij iets anders" in problems(page)["reason"]
    first = records.scalars(select(Presence.id).where(Presence.neighbourhood_id == place).limit(1)).one()
    page = coordinator.submit(path("fase", first), {"reason": "Weg ermee."}, status=422)
    assert "niet met de hand genoteerd" in problems(page)["reason"]


def test_reason_is_needed(coordinator: Visitor, records: Session, place: int) -> None:
    row = noted_sign(records, place)
    assert list(problems(coordinator.submit(path("teken", row), {"reason": " "}, status=422))) == ["reason"]


def test_what_is_elsewhere_or_gone_is_not_there(
    coordinator: Visitor, city: Visitor, records: Session, place: int
) -> None:
    row = noted_sign(records, place)
    city.visit(f"/dekking/beijum/teken/{row}/terugnemen", status=404)
    coordinator.visit(path("fase", 2147483647), status=404)
    coordinator.visit(path("iets", row), status=404)
    coordinator.visit(path("teken", row))
