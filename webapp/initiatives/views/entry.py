"""The form of an initiative as a request brings it, and the page that shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import current_app, render_template, request, url_for

from geo.errors import GeoError
from geo.values import Point
from webapp.access.sessions import current_actor
from webapp.areas.frames import MapFrame
from webapp.areas.gazetteer import Address, find_addresses
from webapp.areas.locatieserver import address_service
from webapp.areas.map_frame import place_map
from webapp.areas.queries import find_geography
from webapp.areas.rules import parse_found_place, parse_query
from webapp.clock import today
from webapp.errors import BadInput, DatabaseNotReady
from webapp.extensions import db
from webapp.i18n import locale_code, own_language
from webapp.initiatives.browser import with_picture
from webapp.initiatives.choices import Choices, judge, load_choices
from webapp.initiatives.content import Content
from webapp.initiatives.drafts import Draft
from webapp.initiatives.forms import InitiativeForm, clean
from webapp.initiatives.lookalikes import Lookalike, list_lookalikes
from webapp.initiatives.pages import FormPage
from webapp.initiatives.typed_content import ROWS, Fields, typed_when
from webapp.initiatives.typed_rhythm import read_rhythm
from webapp.initiatives.words import sentence_of
from webapp.written_numbers import parse_number

PLACE_MAP = "place_map"
BODY = 40 * 1024 * 1024
"""Bytes of a whole form: a picture that is too large must be read to be refused beside its field."""


@dataclass
class Entry:
    """A form, what can be chosen in it, and what became of it; `kept` is the content that it changes."""

    fields: Fields
    form: InitiativeForm
    choices: Choices
    slug: str | None = None
    kept: Content | None = None
    content: Content | None = None
    lookalikes: Sequence[Lookalike] = ()
    asks: bool = False
    found: Sequence[Address] | None = None
    draft: Draft | None = None
    own_draft: int | None = None
    theirs: Sequence[tuple[str, str, str]] = field(default_factory=tuple)


def open_entry(
    fields: Fields, *, slug: str | None = None, kept: Content | None = None, draft: Draft | None = None
) -> Entry:
    """The form with what was typed or kept before, nothing checked yet."""
    actor = current_actor()
    blank = request.args.get("erbij", "")
    form = InitiativeForm(fields, asks_email=not actor.is_signed_in, blank=blank if blank in ROWS else None)
    choices = load_choices(db.session, actor, own_language)
    return Entry(fields, form, choices, slug=slug, kept=kept, draft=draft)


def sent_entry(*, slug: str | None = None, kept: Content | None = None) -> Entry:
    """The form that was sent, checked; without errors it has a content."""
    fields, wrong = with_picture(clean(request.form))
    fields, found, of_place = _with_place(fields)
    entry = open_entry(fields, slug=slug, kept=kept)
    entry.found, entry.own_draft = found, parse_number(fields.one("concept"))
    if "zoek_plek" in request.form:
        entry.form.show({**wrong, **of_place})
        return entry
    is_whole = entry.form.validate_on_submit()
    reading = judge(db.session, fields, entry.choices, today=today(), kept=kept)
    errors = {**reading.errors, **of_place, **wrong}
    if errors.get("address") == "place_needed" and found:
        errors["address"] = "place_which"
    entry.form.show(errors)
    entry.content = reading.content if is_whole and not errors else None
    if entry.content is not None and slug is None:
        _look_around(entry, entry.content)
    return entry


def form_page(entry: Entry) -> str:
    """The page with the form."""
    page = FormPage(
        choices=entry.choices,
        frame=_frame(),
        sentence=sentence_of(read_rhythm(typed_when(entry.fields), today=today()), today=today()),
        lookalikes=entry.lookalikes,
        asks=entry.asks,
        found=entry.found,
        chosen=entry.fields.one("gevonden_plek"),
        slug=entry.slug,
        draft=entry.draft,
        own_draft=entry.own_draft,
        theirs=entry.theirs,
    )
    return render_template("initiatives/register.html", form=entry.form, page=page)


def _look_around(entry: Entry, content: Content) -> None:
    """Find what may well be the same, unless somebody has seen that and goes on."""
    if entry.fields.many("gezien"):
        return
    place = Point(content.lon, content.lat) if content.lon is not None and content.lat is not None else None
    found = list_lookalikes(db.session, title=content.title, words=content.description, place=place, today=today())
    entry.lookalikes = [each for each in found if each.is_sure]
    entry.asks = bool(entry.lookalikes)


def _with_place(fields: Fields) -> tuple[Fields, Sequence[Address] | None, Mapping[str, str]]:
    """The fields with the place that was chosen out of search results; and the results, where they are needed."""
    chosen, query = fields.one("gevonden_plek"), fields.one("address")
    searches = "zoek_plek" in request.form
    if chosen and not searches:
        try:
            point = parse_found_place(chosen).point
        except BadInput as error:
            return fields, None, {"address": error.code}
        return Fields({**fields, "lon": (f"{point.lon:.6f}",), "lat": (f"{point.lat:.6f}",)}), None, {}
    if not searches and (fields.one("reach") != "place" or fields.one("lon") or not query):
        return fields, None, {}
    try:
        service = address_service(current_app.extensions["settings"])
        return fields, find_addresses(db.session, parse_query(query), service=service, is_finished=True), {}
    except BadInput as error:
        return fields, (), {"address": error.code}


def _frame() -> MapFrame:
    geography = find_geography(db.session, today=today())
    if geography is None:
        raise DatabaseNotReady("not_seeded")
    return place_map(
        current_app.extensions["settings"],
        locale=locale_code(),
        data_url=url_for("atlas.map_geojson"),
        geography=geography,
        element_id=PLACE_MAP,
    )


def asked_place(text: str | None) -> Point | None:
    """A place in an address, as `6.56,53.22`; None when it is left out or is none."""
    try:
        return Point.parse(text or "")
    except GeoError:
        return None
