"""Nothing of a person and nothing of faith ever leaves: 400 planted words are in no answer, file, log or mail."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.match_making import find_place
from tests.release_making import made_release
from tests.talent_making import find_theme
from tests.web.conftest import SignIn, Visitor
from tests.web.opendata.released import municipality

EACH = 50
PERSONAL = ("Persoonvogel", "mailvogel", "Berichtvogel", "Contactvogel")
RELIGIOUS = ("Kerkvogel", "Geloofvogel", "Dienstvogel", "Zaalvogel")
CANARIES = [f"{bird}{number:02}x" for bird in (*PERSONAL, *RELIGIOUS) for number in range(EACH)]

PLANT = """
    INSERT INTO account (email) SELECT 'mailvogel' || lpad(n::text, 2, '0') || 'x@example.nl' FROM numbers n;
    INSERT INTO person (name, phone, neighbourhood_id)
        SELECT 'Persoonvogel' || lpad(n::text, 2, '0') || 'x', '050', :place FROM numbers n;
    INSERT INTO contact_message (neighbourhood_id, sender_name, reply_to, body, erase_on)
        SELECT :place, 'A', 'a@example.nl', 'Berichtvogel' || lpad(n::text, 2, '0') || 'x', '2027-01-01' FROM numbers n;
    INSERT INTO partner (slug, name, kind, tradition, description, provenance)
        SELECT 'vogel-' || n, 'Kerkvogel' || lpad(n::text, 2, '0') || 'x', 'church', 'catholic', '', 'entered'
        FROM numbers n;
    INSERT INTO partner_contact (partner_id, name, position, email, audience, given_on, expires_on, channel)
        SELECT p.id, 'Contactvogel' || right(p.name, 3), '', p.slug || '@example.nl', 'everyone', '2026-06-01',
               '2027-01-01', 'web' FROM partner p WHERE p.slug LIKE 'vogel-%';
    INSERT INTO asset (slug, kind, name, neighbourhood_id, partner_id, confirmed_on, provenance, geom)
        SELECT p.slug, 'places', 'Zaalvogel' || right(p.name, 3), :place, p.id, :today, 'entered',
               (SELECT ST_PointOnSurface(geom) FROM neighbourhood WHERE id = :place)
        FROM partner p WHERE p.slug LIKE 'vogel-%';
    INSERT INTO initiative (slug, state, layer, approved_on, confirmed_on, provenance)
        SELECT 'vogel-' || n, 'running', 'missionary', :today, :today, 'entered' FROM numbers n;
    INSERT INTO initiative_revision (initiative_id, number, state, content, decided_at)
        SELECT id, 1, 'approved', json_build_object('title', 'Dienstvogel' || lpad(substr(slug, 7), 2, '0') || 'x'),
               now() FROM initiative WHERE slug LIKE 'vogel-%';
    INSERT INTO faith_side SELECT id, json_build_object('title', 'Geloofvogel' || lpad(substr(slug, 7), 2, '0') || 'x')
        FROM initiative WHERE slug LIKE 'vogel-%';
    INSERT INTO listing (initiative_id, slug, state, title, description, for_whom, organiser, main_theme_id, reach,
                         address, geom, confirmed_on, published_on, provenance)
        SELECT min(id), 'sociale-kant', 'running', 'Samen eten', '', '', '', :theme, 'place', '',
               (SELECT ST_PointOnSurface(geom) FROM neighbourhood WHERE id = :place), :today, :today, 'entered'
        FROM initiative WHERE slug LIKE 'vogel-%';
"""
PUBLIC = (
    "/open-data",
    "/open-data/{version}",
    "/ogc?f=json",
    "/ogc/api?f=json",
    "/ogc/collections?f=json",
    *(
        f"/ogc/collections/{layer}/items?f={shape}&limit=1000"
        for layer in ("neighbourhoods", "initiatives", "places", "areas", "releases")
        for shape in ("json", "html")
    ),
)
MUNICIPAL = (
    "/gemeente",
    "/gemeente?niveau=buurten",
    "/gemeente/kaart.geojson?niveau=missie050-wijken",
    "/gemeente/gebied/missie050-wijken/selwerd",
    "/gemeente/vergelijken?gebied=selwerd&gebied=beijum",
    "/gemeente/afdrukken",
)


@pytest.fixture
def planted(records: Session) -> list[str]:
    """Canaries in names, addresses, messages, churches, what is of faith and what belongs to it; gives them."""
    values = {"place": find_place(records, "selwerd"), "today": TODAY, "theme": find_theme(records, "samen-eten")}
    records.execute(
        text(f"CREATE TEMPORARY TABLE numbers ON COMMIT DROP AS SELECT generate_series(0, {EACH - 1}) AS n")
    )
    for statement in PLANT.split(";\n"):
        if statement.strip():
            records.execute(text(statement), values)
    return CANARIES


@pytest.fixture
def looking(records: Session, visitor: Visitor, sign_in: SignIn) -> tuple[Visitor, Visitor]:
    """A visitor, and somebody of the municipality."""
    return visitor, municipality(records, sign_in)


def found(canaries: list[str], answer: bytes) -> list[str]:
    """Which canaries are in an answer, however they are written."""
    plain = answer.lower()
    return [each for each in canaries if each.lower().encode() in plain]


def answers(visitor: Visitor, viewer: Visitor, version: str, files: list[str]) -> Iterator[tuple[str, bytes]]:
    for path in (*PUBLIC, *(f"/open-data/{{version}}/{name}" for name in files)):
        yield path, visitor.client.get(path.format(version=version)).data
    for path in (*PUBLIC[:2], *MUNICIPAL):
        yield path, viewer.client.get(path.format(version=version)).data


def test_no_canary_is_in_any_answer_file_log_or_mail(
    planted: list[str],
    records: Session,
    looking: tuple[Visitor, Visitor],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert len(planted) == 400
    visitor, viewer = looking
    # the control: a canary in what is public of a neighbourhood and of an initiative is found
    loud = ["Publiekvogel01x", "Publiekvogel02x"]
    records.execute(text("UPDATE neighbourhood SET name = :name WHERE slug = 'beijum'"), {"name": loud[0]})
    records.execute(text("UPDATE listing SET title = :title WHERE slug = 'sociale-kant'"), {"title": loud[1]})
    with caplog.at_level(0):
        head = made_release(records)
        records.commit()
        names = text("SELECT name FROM pub.release_file ORDER BY name")
        told = list(answers(visitor, viewer, head.version, list(records.scalars(names))))
    assert {name: found(planted, body) for name, body in told if found(planted, body)} == {}
    heard = {canary for _, body in told for canary in found(loud, body)}
    assert heard == set(loud)
    logged = caplog.text + "".join(capfd.readouterr())
    assert found(planted, logged.encode()) == []
    mails = text("SELECT subject || body FROM outbox_mail WHERE recipient = 'gemeente-kijkt@example.nl'")
    assert found(planted, "".join(records.scalars(mails)).encode()) == []
