"""Forms that were taken in, so that one that is sent twice works once."""

from datetime import datetime

from sqlalchemy import DateTime, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base
from webapp.models.personal import no_personal_data


class FormReceipt(Base):
    """That a form with this key was taken in, and what was answered: `status`, and for a redirect its `location`."""

    __tablename__ = "form_receipt"
    __table_args__ = ({"info": no_personal_data("a hash and an address of ours; gone after a day")},)

    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    status: Mapped[int | None] = mapped_column(SmallInteger)
    location: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"), index=True)
