"""Organisations of the network: what they are, what they belong to, where they work and on what."""

from datetime import date, datetime

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, literal_column, text
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, DateRange, stored_enum
from webapp.models.personal import Purpose, Retention, Sensitivity, Subject, no_personal_data, personal, personal_table
from webapp.vocabulary import (
    ActivityAnswer,
    AgreementSide,
    Channel,
    ChurchTradition,
    ContactAudience,
    PartnerKind,
    Provenance,
    RelationKind,
)

_CONTACT = personal(Purpose.BE_REACHED, Retention.CONTACT)


class Partner(Base):
    """An organisation that works along; a church is one.

    `email`, `phone` and `website` are of the organisation. `confirmed_on` is when one of its members last said that
    this is right; `version` goes up with every change, for who edits at the same time.
    """

    __tablename__ = "partner"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug"),
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name"),
        CheckConstraint("tradition IS NULL OR kind = 'church'", name="tradition"),
        CheckConstraint("length(description) <= 4000 AND length(description_en) <= 4000", name="description"),
        CheckConstraint("website = '' OR website ~ '^https?://'", name="website"),
        CheckConstraint("length(website) <= 300 AND length(email) <= 254 AND length(phone) <= 40", name="reach"),
        CheckConstraint("ended_on IS NULL OR ended_on > '1900-01-01'", name="ended_on"),
        Index(
            "ix_partner_name_trgm",
            text("search_key(name)"),
            postgresql_using="gin",
            postgresql_ops={"search_key(name)": "gin_trgm_ops"},
        ),
        {
            "info": no_personal_data(
                "organisations; the people of an organisation are in role_grant and partner_contact"
            )
        },
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[PartnerKind] = mapped_column(stored_enum(PartnerKind, "kind"))
    tradition: Mapped[ChurchTradition | None] = mapped_column(stored_enum(ChurchTradition, "tradition_word"))
    description: Mapped[str] = mapped_column(default="", server_default=text("''"))
    description_en: Mapped[str] = mapped_column(default="", server_default=text("''"))
    website: Mapped[str] = mapped_column(default="", server_default=text("''"))
    email: Mapped[str] = mapped_column(default="", server_default=text("''"))
    phone: Mapped[str] = mapped_column(default="", server_default=text("''"))
    confirmed_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[Created]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))


class PartnerRelation(Base):
    """That one organisation belongs to another for a period; the same bond does not overlap with itself."""

    __tablename__ = "partner_relation"
    __table_args__ = (
        CheckConstraint("member_id <> whole_id", name="not_itself"),
        CheckConstraint("NOT isempty(period)", name="period"),
        ExcludeConstraint(
            ("member_id", "="),
            ("whole_id", "="),
            (literal_column("(kind::text)"), "="),
            ("period", "&&"),
            name="ex_partner_relation_once_at_a_time",
            using="gist",
        ),
        {"info": no_personal_data("organisations")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), index=True)
    whole_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RelationKind] = mapped_column(stored_enum(RelationKind, "kind"))
    period: Mapped[DateRange] = mapped_column(DATERANGE)
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    created_at: Mapped[Created]


class PartnerPlace(Base):
    """Where an organisation can be found: a building, an office; `geom` is in RD New (EPSG:28992)."""

    __tablename__ = "partner_place"
    __table_args__ = (
        CheckConstraint("length(label) BETWEEN 1 AND 120", name="label"),
        CheckConstraint("length(address) <= 200", name="address"),
        CheckConstraint("geom IS NULL OR (ST_IsValid(geom) AND NOT ST_IsEmpty(geom))", name="geom"),
        {"info": no_personal_data("buildings of organisations")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), index=True)
    label: Mapped[str]
    address: Mapped[str] = mapped_column(default="", server_default=text("''"))
    geom: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=28992))
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="SET NULL"), index=True
    )


class PartnerActivity(Base):
    """Who does what where: a partner's answer on a theme in a neighbourhood, or in the whole city (NULL).

    What nobody answered has no row and is unknown. `confirmed_on` is when the answer was last said to be right;
    `ended_on` the first day on which it no longer holds.
    """

    __tablename__ = "partner_activity"
    __table_args__ = (
        CheckConstraint("length(what) <= 300", name="what"),
        CheckConstraint("ended_on IS NULL OR ended_on > confirmed_on OR ended_on >= since", name="period"),
        Index(
            "uq_partner_activity_one_answer",
            "partner_id",
            "theme_id",
            text("coalesce(neighbourhood_id, 0)"),
            unique=True,
            postgresql_where=text("ended_on IS NULL"),
        ),
        Index("ix_partner_activity_neighbourhood_id_theme_id", "neighbourhood_id", "theme_id"),
        {"info": no_personal_data("what organisations do")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), index=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True)
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"))
    answer: Mapped[ActivityAnswer] = mapped_column(stored_enum(ActivityAnswer, "answer"))
    what: Mapped[str] = mapped_column(default="", server_default=text("''"))
    since: Mapped[date | None]
    ended_on: Mapped[date | None]
    confirmed_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    created_at: Mapped[Created]


class PartnerAgreement(Base):
    """What Missie050 and a partner promise each other, and until when; seen by both, and not by others.

    It holds once the side that did not propose it agreed (`agreed_on`); each change is a proposal anew. `version`
    counts them, so that nobody agrees with what they did not read.
    """

    __tablename__ = "partner_agreement"
    __table_args__ = (
        CheckConstraint("length(our_promise) BETWEEN 1 AND 2000", name="our_promise"),
        CheckConstraint("length(their_promise) BETWEEN 1 AND 2000", name="their_promise"),
        CheckConstraint("NOT isempty(period) AND NOT lower_inf(period)", name="period"),
        CheckConstraint("agreed_on >= proposed_on", name="agreed"),
        {"info": no_personal_data("promises of organisations")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), index=True)
    our_promise: Mapped[str]
    their_promise: Mapped[str]
    period: Mapped[DateRange] = mapped_column(DATERANGE)
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    created_at: Mapped[Created]
    proposed_by_side: Mapped[AgreementSide] = mapped_column(
        stored_enum(AgreementSide, "proposed_by_side"), default=AgreementSide.MISSIE050, server_default="missie050"
    )
    proposed_on: Mapped[date] = mapped_column(server_default=text("CURRENT_DATE"))
    agreed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))


class PartnerContact(Base):
    """Somebody who can be reached for a partner, with the consent to be shown: for at most a year, and to whom.

    The phone number is sealed; name and e-mail address are plain, since they are shown and searched.
    """

    __tablename__ = "partner_contact"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name"),
        CheckConstraint("length(position) <= 80", name="position"),
        CheckConstraint("length(email) BETWEEN 3 AND 254 AND email = lower(email)", name="email"),
        CheckConstraint(
            "expires_on > given_on AND expires_on <= (given_on + interval '12 months')::date", name="at_most_a_year"
        ),
        {"info": personal_table(Subject.EMAIL, "email"), "implicit_returning": False},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_CONTACT)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), index=True, info=_CONTACT)
    name: Mapped[str] = mapped_column(info=_CONTACT)
    position: Mapped[str] = mapped_column(info=_CONTACT)
    email: Mapped[str] = mapped_column(index=True, info=_CONTACT)
    phone: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=personal(Purpose.BE_REACHED, Retention.CONTACT, Sensitivity.CONFIDENTIAL, sealed=True)
    )
    audience: Mapped[ContactAudience] = mapped_column(stored_enum(ContactAudience, "audience"), info=_CONTACT)
    given_on: Mapped[date] = mapped_column(info=_CONTACT)
    expires_on: Mapped[date] = mapped_column(index=True, info=_CONTACT)
    channel: Mapped[Channel] = mapped_column(stored_enum(Channel, "channel"), info=_CONTACT)
    created_at: Mapped[Created] = mapped_column(info=_CONTACT)
