"""Write to a neighbourhood."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.areas.guards import get_neighbourhood_or_404
from webapp.areas.queries import NeighbourhoodName
from webapp.clock import today
from webapp.config import Settings
from webapp.contact.actions import leave_message
from webapp.contact.forms import MessageForm
from webapp.contact.queries import find_way_to_help
from webapp.contact.rules import parse_task
from webapp.extensions import csrf, db, limiter
from webapp.i18n import own_language

bp = Blueprint("contact", __name__, url_prefix="/wijken")

MESSAGE_LIMIT = "5 per hour"
SEE_OTHER = 303


@bp.route("/<slug>/bericht", methods=["GET", "POST"])
@requires(Permission.SEND_CONTACT_MESSAGE)
@limiter.limit(MESSAGE_LIMIT, methods=["POST"], deduct_when=lambda response: response.status_code == SEE_OTHER)
def write(slug: str) -> ResponseReturnValue:
    neighbourhood = get_neighbourhood_or_404(slug)
    # only what a form sends: no JSON, no files
    form = MessageForm(request.form, message=_first_words(neighbourhood))
    if not form.validate_on_submit():
        return render_template(
            "contact/write.html", neighbourhood=neighbourhood, form=form
        ), 422 if form.errors else 200
    if not form.website.data:
        settings: Settings = current_app.extensions["settings"]
        leave_message(
            db.session,
            neighbourhood,
            sender_name=form.name.data or "",
            reply_to=form.reply_to.data or "",
            body=form.message.data or "",
            mailbox=settings.contact_mailbox,
            page_url=settings.public_url + url_for("atlas.neighbourhood", slug=slug),
            today=today(),
        )
    return redirect(url_for("contact.sent", slug=slug), SEE_OTHER)


# the form checks its token itself, and so keeps what was typed when that is too old
csrf.exempt(write)


@bp.get("/<slug>/bericht/verstuurd")
@requires(Permission.SEND_CONTACT_MESSAGE)
def sent(slug: str) -> ResponseReturnValue:
    return render_template("contact/sent.html", neighbourhood=get_neighbourhood_or_404(slug))


def _first_words(neighbourhood: NeighbourhoodName) -> str | None:
    """How a message begins when somebody came from something that can be done."""
    chosen = parse_task(request.args.get("hulp"))
    way = find_way_to_help(db.session, chosen, neighbourhood_id=neighbourhood.id) if chosen is not None else None
    if way is None:
        return None
    title = own_language(way.title, way.title_en)
    return str(gettext("Ik doe graag mee met: %(title)s.", title=title)) + "\n"
