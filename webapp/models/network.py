"""The networks of neighbours [S4]: what stands in them, the ties between, and what is done about what they show."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, DateRange, stored_enum
from webapp.models.personal import (
    Erase,
    Purpose,
    Retention,
    Sensitivity,
    Subject,
    no_personal_data,
    personal,
    personal_table,
)
from webapp.vocabulary import (
    FollowUpKind,
    GroupKind,
    NodeKind,
    Provenance,
    RunState,
    TieKind,
    TieSource,
    TieStrength,
)

_TIE = personal(Purpose.NETWORK, Retention.TIE, Sensitivity.CONFIDENTIAL)
_NODE = personal(Purpose.NETWORK, Retention.ACCOUNT, export=False)
_FOLLOW_UP = personal(Purpose.NETWORK, Retention.FOLLOW_UP, Sensitivity.CONFIDENTIAL)
_BY = personal(Purpose.NETWORK, Retention.TIE, export=False, erase=Erase.KEEP)


class NeighbourGroup(Base):
    """A group that neighbours form among themselves: a street, a walking club, a residents' committee.

    It is of one neighbourhood. Who belongs to it stands in `Tie`. It is no more after `ended_on`.
    """

    __tablename__ = "neighbour_group"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name"),
        CheckConstraint("length(about) <= 300", name="about"),
        CheckConstraint("ended_on >= started_on", name="period"),
        Index("uq_neighbour_group_name", "neighbourhood_id", text("lower(name)"), unique=True),
        {"info": no_personal_data("groups by their name; who belongs to one stands in tie")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"))
    kind: Mapped[GroupKind] = mapped_column(stored_enum(GroupKind, "kind"))
    name: Mapped[str]
    about: Mapped[str] = mapped_column(default="", server_default=text("''"))
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    created_at: Mapped[Created]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))


class NetworkNode(Base):
    """Something that can have ties; made by triggers for each person, group, organisation, initiative and place.

    It goes with what it stands for, and its ties go with it.
    """

    __tablename__ = "network_node"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(person_id, group_id, partner_id, initiative_id, asset_id) = 1", name="one_source"
        ),
        CheckConstraint(
            "CASE kind WHEN 'person' THEN person_id WHEN 'group' THEN group_id WHEN 'organisation' THEN partner_id"
            " WHEN 'initiative' THEN initiative_id ELSE asset_id END IS NOT NULL",
            name="kind_of_source",
        ),
        {"info": personal_table(Subject.PERSON, "person_id")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_NODE)
    kind: Mapped[NodeKind] = mapped_column(stored_enum(NodeKind, "kind"), info=_NODE)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True, info=_NODE)
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbour_group.id", ondelete="CASCADE"), unique=True, info=_NODE
    )
    partner_id: Mapped[int | None] = mapped_column(
        ForeignKey("partner.id", ondelete="CASCADE"), unique=True, info=_NODE
    )
    initiative_id: Mapped[int | None] = mapped_column(
        ForeignKey("initiative.id", ondelete="CASCADE"), unique=True, info=_NODE
    )
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), unique=True, info=_NODE)


class Tie(Base):
    """That two of them are connected for a period, as somebody noted in the network of a neighbourhood.

    `from_node_id` does it to `to_node_id`; of a kind without direction the lower number stands first. The same tie does
    not overlap with itself. `from_person_id` and `to_person_id` follow from the nodes (a trigger), for who is found by
    them. `confirmed_on` is when somebody last said that it is so.
    """

    __tablename__ = "tie"
    __table_args__ = (
        CheckConstraint("from_node_id <> to_node_id", name="not_itself"),
        CheckConstraint("kind NOT IN ('knows', 'works_with') OR from_node_id < to_node_id", name="no_direction"),
        CheckConstraint("NOT isempty(period) AND NOT lower_inf(period)", name="period"),
        ExcludeConstraint(
            ("from_node_id", "="),
            ("to_node_id", "="),
            (literal_column("(kind::text)"), "="),
            ("period", "&&"),
            name="ex_tie_once_at_a_time",
            using="gist",
        ),
        {"info": personal_table(Subject.PERSON, "from_person_id", also="to_person_id")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_TIE)
    neighbourhood_id: Mapped[int] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True, info=_TIE
    )
    from_node_id: Mapped[int] = mapped_column(ForeignKey("network_node.id", ondelete="CASCADE"), index=True, info=_TIE)
    to_node_id: Mapped[int] = mapped_column(ForeignKey("network_node.id", ondelete="CASCADE"), index=True, info=_TIE)
    from_person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), index=True, info=_BY
    )
    to_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True, info=_BY)
    kind: Mapped[TieKind] = mapped_column(stored_enum(TieKind, "kind"), info=_TIE)
    strength: Mapped[TieStrength] = mapped_column(stored_enum(TieStrength, "strength"), info=_TIE)
    period: Mapped[DateRange] = mapped_column(DATERANGE, info=_TIE)
    confirmed_on: Mapped[date] = mapped_column(info=_TIE)
    source: Mapped[TieSource] = mapped_column(stored_enum(TieSource, "source"), info=_TIE)
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), info=_BY)
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"), info=_TIE)
    created_at: Mapped[Created] = mapped_column(info=_TIE)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"), info=_TIE)


class FollowUp(Base):
    """What a coordinator is going to do about what the network shows, and by when.

    About one or two nodes; `person_id` and `other_person_id` follow from them (a trigger). `insight` is what of the
    network it came from, empty for none. `owner_id` does it. Done once `done_on` is there; `outcome` tells how it went,
    and names nobody.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        CheckConstraint("node_id <> other_node_id", name="two_nodes"),
        CheckConstraint("length(outcome) <= 500", name="outcome"),
        Index("ix_follow_up_open", "neighbourhood_id", "due_on", postgresql_where=text("done_on IS NULL")),
        {"info": personal_table(Subject.PERSON, "person_id", also="other_person_id")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_FOLLOW_UP)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"), info=_FOLLOW_UP)
    kind: Mapped[FollowUpKind] = mapped_column(stored_enum(FollowUpKind, "kind"), info=_FOLLOW_UP)
    insight: Mapped[str] = mapped_column(String(40), default="", server_default=text("''"), info=_FOLLOW_UP)
    node_id: Mapped[int] = mapped_column(ForeignKey("network_node.id", ondelete="CASCADE"), index=True, info=_FOLLOW_UP)
    other_node_id: Mapped[int | None] = mapped_column(
        ForeignKey("network_node.id", ondelete="CASCADE"), index=True, info=_FOLLOW_UP
    )
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True, info=_BY)
    other_person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), index=True, info=_BY
    )
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True, info=_BY)
    due_on: Mapped[date] = mapped_column(info=_FOLLOW_UP)
    done_on: Mapped[date | None] = mapped_column(info=_FOLLOW_UP)
    outcome: Mapped[str] = mapped_column(default="", server_default=text("''"), info=_FOLLOW_UP)
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"), info=_FOLLOW_UP)
    created_at: Mapped[Created] = mapped_column(info=_FOLLOW_UP)


class NetworkHealth(Base):
    """How the network of a neighbourhood stood on a day: numbers that stay when the people they count are gone.

    Written by the worker, on the first of each month and once a day for the current one. What each number is:
    `webapp.networks.rules.network`. Shares are from 0 to 1, and NULL where there is nothing to divide.
    """

    __tablename__ = "network_health"
    __table_args__ = ({"info": no_personal_data("numbers per neighbourhood; small ones for its coordinators only")},)

    neighbourhood_id: Mapped[int] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    on_day: Mapped[date] = mapped_column(primary_key=True)
    people: Mapped[int]
    groups: Mapped[int]
    others: Mapped[int]
    """Organisations, initiatives and places."""
    ties: Mapped[int]
    ties_per_person: Mapped[float | None]
    density: Mapped[float | None]
    reach: Mapped[float | None]
    """The share of people that somebody reaches in two steps, on average."""
    largest_share: Mapped[float | None]
    resilience: Mapped[float | None]
    """The share that still hangs together when the three busiest people are away."""
    alone: Mapped[int]
    stale_ties: Mapped[int]
    begun_ties: Mapped[int]
    """Ties that began in the three months before."""
    ended_ties: Mapped[int]
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    computed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))


class NetworkRun(Base):
    """Measuring the network of the whole city, in the background; its answer holds for one version of the data.

    `progress` is from 0 to 100. `answer` has numbers of the city and of neighbourhoods, and nothing per person.
    """

    __tablename__ = "network_run"
    __table_args__ = (
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        CheckConstraint("(state = 'done') = (answer IS NOT NULL)", name="answer"),
        Index("uq_network_run_open", "on_day", unique=True, postgresql_where=text("state IN ('queued', 'running')")),
        {"info": no_personal_data("numbers of the city and its neighbourhoods")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    on_day: Mapped[date]
    data_version: Mapped[str]
    state: Mapped[RunState] = mapped_column(
        stored_enum(RunState, "state"), default=RunState.QUEUED, server_default=text("'queued'")
    )
    progress: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[Created]
