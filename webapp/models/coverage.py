"""What was noted about coverage by mistake: taken back with a reason, and kept as it stood."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import no_personal_data
from webapp.vocabulary import CorrectionSubject, EvidenceKind, Stage


class CoverageCorrection(Base):
    """A stage, a sign of life or a target that was noted by mistake, and why it was taken back.

    What counts stands in `presence`, `evidence` and `coverage_target`; what stood there and did not hold stands here,
    so that nothing that was recorded is lost. `on_day` is the first day of the stage or the target, or the day of the
    sign.
    """

    __tablename__ = "coverage_correction"
    __table_args__ = (
        CheckConstraint("(subject = 'target') = (neighbourhood_id IS NULL)", name="neighbourhood"),
        CheckConstraint("(subject = 'stage') = (stage IS NOT NULL)", name="of_stage"),
        CheckConstraint("(subject = 'evidence') = (kind IS NOT NULL)", name="of_evidence"),
        CheckConstraint(
            "(subject = 'target') = (start_year IS NOT NULL) AND (start_year IS NULL) = (target_year IS NULL)",
            name="of_target",
        ),
        CheckConstraint("length(reason) BETWEEN 1 AND 500", name="reason"),
        {"info": no_personal_data("about neighbourhoods; its words name nobody")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[CorrectionSubject] = mapped_column(stored_enum(CorrectionSubject, "subject"))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True)
    stage: Mapped[Stage | None] = mapped_column(stored_enum(Stage, "stage"))
    kind: Mapped[EvidenceKind | None] = mapped_column(stored_enum(EvidenceKind, "kind"))
    start_year: Mapped[int | None]
    target_year: Mapped[int | None]
    on_day: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))
    reason: Mapped[str]
    corrected_on: Mapped[date]
    created_at: Mapped[Created]
