"""Themes: the vocabulary that initiatives, partners' work, and later talents and needs are tagged with."""

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base
from webapp.models.personal import no_personal_data


class Theme(Base):
    """A theme on one of two levels: a group (`parent_id` is NULL), or something within one.

    It names what is done or asked, never a diagnosis or legal status of a person [S4]. What a neighbourhood works on
    may be more than that (debt, loneliness): only a theme that is `for_people` can be put on a talent or a private
    need, which the database sees to. One that is no longer used is kept, not offered (`is_offered`).
    """

    __tablename__ = "theme"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug"),
        CheckConstraint("length(name) BETWEEN 1 AND 60", name="name"),
        CheckConstraint("length(name_en) <= 60", name="name_en"),
        CheckConstraint("parent_id <> id", name="parent"),
        {"info": no_personal_data("a vocabulary")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="", server_default=text("''"))
    position: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    for_people: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    is_offered: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
