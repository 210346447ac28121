"""Streets: by which name a place is found when no address service is asked."""

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import no_personal_data
from webapp.vocabulary import PlacePrecision


class Street(Base):
    """A street as far as it lies in one neighbourhood; one that runs through several has a row in each.

    `search_name` is `name` without accents, in lower case. `point` (RD New, EPSG:28992) lies on the street when
    `precision` is `street`; with `neighbourhood` only the neighbourhood is known, and the point is the one where that
    has its label. `source` says in words where the row comes from.
    """

    __tablename__ = "street"
    __table_args__ = (
        Index("uq_street_neighbourhood_id_search_name", "neighbourhood_id", "search_name", unique=True),
        Index(
            "ix_street_search_name_trgm",
            "search_name",
            postgresql_using="gin",
            postgresql_ops={"search_name": "gin_trgm_ops"},
        ),
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name"),
        CheckConstraint("precision <> 'exact'", name="precision_of_street"),
        CheckConstraint(
            "ST_X(point) BETWEEN -10000 AND 300000 AND ST_Y(point) BETWEEN 300000 AND 640000", name="point"
        ),
        {"info": no_personal_data("streets, as they stand on a map")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    search_name: Mapped[str]
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"))
    point: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=28992))
    precision: Mapped[PlacePrecision] = mapped_column(stored_enum(PlacePrecision, "precision"))
    source: Mapped[str]
    created_at: Mapped[Created]
