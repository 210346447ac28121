"""Who is looking at what waits, and who was mailed about it."""

from datetime import date, datetime

from sqlalchemy import DateTime, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base
from webapp.models.personal import Purpose, Retention, Sensitivity, Subject, personal, personal_table

_LOOK = personal(Purpose.INITIATIVES, Retention.LOOK, Sensitivity.TECHNICAL)
_MAIL = personal(Purpose.INITIATIVES, Retention.ACCOUNT, Sensitivity.TECHNICAL)


class ReviewPresence(Base):
    """Which waiting initiative a coordinator has open, the last one they opened; old after two minutes."""

    __tablename__ = "review_presence"
    __table_args__ = ({"info": personal_table(Subject.ACCOUNT, "account_id")},)

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, info=_LOOK
    )
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiative.id", ondelete="CASCADE"), index=True, info=_LOOK)
    name: Mapped[str] = mapped_column(info=_LOOK)
    seen_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=text("now()"), index=True, info=_LOOK
    )


class ReviewMail(Base):
    """The last day on which a coordinator was mailed that something waits: once a day at most."""

    __tablename__ = "review_mail"
    __table_args__ = ({"info": personal_table(Subject.ACCOUNT, "account_id")},)

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, info=_MAIL
    )
    mailed_on: Mapped[date] = mapped_column(info=_MAIL)
