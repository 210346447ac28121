"""Who is trusted with what, where and since when; rows end, and are not deleted."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    DateTime,
    ForeignKey,
    and_,
    false,
    func,
    literal_column,
    not_,
    or_,
    text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, DateRange, stored_enum
from webapp.models.personal import Erase, Purpose, Retention, Subject, personal, personal_table
from webapp.vocabulary import Role

_ROLE = personal(Purpose.ROLES, Retention.ROLE_HISTORY)
_OTHERS = personal(Purpose.ROLES, Retention.ROLE_HISTORY, export=False, erase=Erase.KEEP)

SCOPE = """CASE role
  WHEN 'neighbourhood_coordinator' THEN neighbourhood_id IS NOT NULL AND partner_id IS NULL AND group_id IS NULL
  WHEN 'partner_member' THEN partner_id IS NOT NULL AND neighbourhood_id IS NULL AND group_id IS NULL
  WHEN 'track_counsellor' THEN partner_id IS NOT NULL AND neighbourhood_id IS NULL AND group_id IS NULL
  WHEN 'group_leader' THEN group_id IS NOT NULL AND neighbourhood_id IS NULL AND partner_id IS NULL
  WHEN 'group_trainee' THEN group_id IS NOT NULL AND neighbourhood_id IS NULL AND partner_id IS NULL
  WHEN 'group_coach' THEN group_id IS NOT NULL AND neighbourhood_id IS NULL AND partner_id IS NULL
  ELSE neighbourhood_id IS NULL AND partner_id IS NULL AND group_id IS NULL
END"""


class RoleGrant(Base):
    """A role that somebody has, or had, or waits for.

    `granted_by` is NULL when it was granted at the command line, or when that account was erased. `group_id` is a
    mission group; the table it points to comes with those.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(SCOPE, name="scope"),
        ExcludeConstraint(
            ("account_id", "="),
            (literal_column("(role::text)"), "="),
            (literal_column("coalesce(neighbourhood_id, 0)"), "="),
            (literal_column("coalesce(partner_id, 0)"), "="),
            (literal_column("coalesce(group_id, 0)"), "="),
            ("period", "&&"),
            name="ex_role_grant_once_at_a_time",
            using="gist",
            where=text("ended_at IS NULL"),
        ),
        CheckConstraint("NOT isempty(period) AND NOT lower_inf(period)", name="period"),
        CheckConstraint("granted_by <> account_id", name="not_to_oneself"),
        CheckConstraint("approved_by NOT IN (account_id, granted_by)", name="second_pair_of_eyes"),
        CheckConstraint("length(reason) BETWEEN 3 AND 500", name="reason"),
        CheckConstraint("ended_at IS NULL OR length(end_reason) BETWEEN 3 AND 500", name="end_reason"),
        {"info": personal_table(Subject.ACCOUNT, "account_id")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_ROLE)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True, info=_ROLE)
    role: Mapped[Role] = mapped_column(stored_enum(Role, "role"), info=_ROLE)
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"), index=True, info=_ROLE)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True, info=_ROLE)
    group_id: Mapped[int | None] = mapped_column(index=True, info=_ROLE)
    period: Mapped[DateRange] = mapped_column(DATERANGE, info=_ROLE)
    reason: Mapped[str] = mapped_column(info=_ROLE)
    needs_approval: Mapped[bool] = mapped_column(info=_ROLE)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), info=_OTHERS)
    granted_at: Mapped[Created] = mapped_column(info=_ROLE)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), info=_OTHERS)
    approved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_ROLE)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), info=_OTHERS)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_ROLE)
    end_reason: Mapped[str | None] = mapped_column(info=_ROLE)

    @classmethod
    def in_force(cls, day: date) -> ColumnElement[bool]:
        """Whether it counts on this day; the database's `signed_in` holds to the same."""
        return and_(cls.period.contains(day), cls.ended_at.is_(None), not_(cls.awaits_approval()))

    @classmethod
    def awaits_approval(cls) -> ColumnElement[bool]:
        """Whether a second administrator has to approve it and did not; also true of one that was refused."""
        return and_(cls.needs_approval, cls.approved_at.is_(None))

    @classmethod
    def is_over(cls, day: date) -> ColumnElement[bool]:
        """Whether it was ended or refused, or its period was over by this day."""
        # a period without an end has NULL there
        return or_(cls.ended_at.is_not(None), func.coalesce(func.upper(cls.period) <= day, false()))
