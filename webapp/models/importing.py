"""Files of initiatives or partners that somebody imports: what is in them, and what came of each row."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import Purpose, Retention, Subject, no_personal_data, personal, personal_table
from webapp.vocabulary import ImportState, ImportSubject

_RUN = personal(Purpose.INITIATIVES, Retention.IMPORT)


class ImportRun(Base):
    """One file: of whom, which columns mean what (`mapping`: field to heading), and how far it came."""

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint("length(file_name) <= 200", name="file_name"),
        {"info": personal_table(Subject.ACCOUNT, "account_id"), "implicit_returning": False},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_RUN)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True, info=_RUN)
    subject: Mapped[ImportSubject] = mapped_column(stored_enum(ImportSubject, "subject"), info=_RUN)
    file_name: Mapped[str] = mapped_column(info=_RUN)
    state: Mapped[ImportState] = mapped_column(stored_enum(ImportState, "state"), info=_RUN)
    headings: Mapped[list[str]] = mapped_column(JSONB, info=_RUN)
    mapping: Mapped[dict[str, str]] = mapped_column(JSONB, info=_RUN)
    applied_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_RUN)
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_RUN)
    created_at: Mapped[Created] = mapped_column(info=_RUN)


class ImportRow(Base):
    """A row of a file: its cells by heading, what is wrong with it, what it looks like, and what was made of it.

    `errors` is a list of `{"field", "code", …}`. `lookalike_id` and `made_id` are ids of initiatives or of partners.
    `made_version` is the version that was made: what was changed since is not undone. The cells go after a month.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        UniqueConstraint("run_id", "number"),
        {
            "info": no_personal_data("cells of a file on organisations or initiatives, gone after a month"),
            "implicit_returning": False,
        },
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    cells: Mapped[dict[str, Any]] = mapped_column(JSONB)
    errors: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"), default=list)
    lookalike_id: Mapped[int | None]
    choice: Mapped[str] = mapped_column(default="", server_default=text("''"))
    made_id: Mapped[int | None]
    made_version: Mapped[int | None]
