"""The vocabulary of themes, kept by the coordinators of the city."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.extensions import db
from webapp.models import Theme
from webapp.statuses import CONFLICT, SEE_OTHER, UNPROCESSABLE
from webapp.themes.actions import add_theme, change_theme, facts_of, remove_theme
from webapp.themes.forms import ThemeForm, kept_data
from webapp.themes.queries import find_theme, list_groups, list_kept, list_uses
from webapp.themes.words import uses_in_words

bp = Blueprint("themes", __name__, url_prefix="/themas")


@bp.get("")
@requires(Permission.EDIT_THEMES)
def index() -> ResponseReturnValue:
    return render_template("themes/index.html", themes=list_kept(db.session), said=request.args.get("gedaan"))


@bp.route("/nieuw", methods=["GET", "POST"])
@requires(Permission.EDIT_THEMES)
def add() -> ResponseReturnValue:
    form = _form()
    if form.validate_on_submit():
        try:
            add_theme(db.session, form.to_facts(), by=_by())
            return redirect(url_for("themes.index", gedaan="nieuw"), SEE_OTHER)
        except DomainError as error:
            form.refuse(error)
    return render_template("themes/add.html", form=form), UNPROCESSABLE if form.errors else 200


@bp.route("/<slug>", methods=["GET", "POST"])
@requires(Permission.EDIT_THEMES)
def edit(slug: str) -> ResponseReturnValue:
    theme = _get_theme(slug)
    form, status, theirs = _form(theme), 200, []
    if form.validate_on_submit():
        try:
            change_theme(db.session, theme, form.to_facts(), seen=form.seen.data or "", by=_by())
            return redirect(url_for("themes.index", gedaan="gewijzigd"), SEE_OTHER)
        except EditConflict:
            kept = _form(theme, fresh=True)
            form.seen.data, status, theirs = kept.seen.data, CONFLICT, form.differences(kept)
        except DomainError as error:
            form.refuse(error)
    uses = uses_in_words(list_uses(db.session, theme.id))
    page = render_template(
        "themes/edit.html",
        form=form,
        theme=theme,
        uses=uses,
        theirs=theirs,
        stays=request.args.get("gedaan") == "blijft",
    )
    return page, UNPROCESSABLE if form.errors else status


@bp.post("/<slug>/weg")
@requires(Permission.EDIT_THEMES)
def remove(slug: str) -> ResponseReturnValue:
    theme = _get_theme(slug)
    try:
        remove_theme(db.session, theme, by=_by())
    except DomainError:
        # where it is used stands on its page
        return redirect(url_for("themes.edit", slug=slug, gedaan="blijft"), SEE_OTHER)
    return redirect(url_for("themes.index", gedaan="weg"), SEE_OTHER)


def _get_theme(slug: str) -> Theme:
    found = find_theme(db.session, slug)
    if found is None:
        raise NotFound("theme_unknown")
    return found


def _form(theme: Theme | None = None, *, fresh: bool = False) -> ThemeForm:
    """The form with what was sent or is kept; `fresh` as it is kept now."""
    # nothing was sent on a page that is opened: boxes stand as they are kept
    sent = request.form if request.method == "POST" and not fresh else None
    form = ThemeForm(sent, data=kept_data(facts_of(theme)) if theme else None)
    form.offer([each for each in list_groups(db.session) if theme is None or each[0] != theme.id])
    return form


def _by() -> int:
    return current_actor().account_id or 0
