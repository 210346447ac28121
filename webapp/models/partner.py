"""Organisations of the network."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import no_personal_data
from webapp.vocabulary import PartnerKind, Provenance


class Partner(Base):
    """An organisation that works along; a church is one."""

    __tablename__ = "partner"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug"),
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name"),
        {"info": no_personal_data("organisations; the people of an organisation are in role_grant")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[PartnerKind] = mapped_column(stored_enum(PartnerKind, "kind"))
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    created_at: Mapped[Created]
