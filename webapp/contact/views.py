"""Write to a neighbourhood, and read what was written."""

from datetime import UTC, datetime

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.access.sessions import current_actor
from webapp.areas.guards import get_neighbourhood_or_404
from webapp.areas.queries import NeighbourhoodName
from webapp.audit.reading import account_for_reading
from webapp.clock import today
from webapp.config import Settings
from webapp.contact.actions import erase_message, is_sent_first, leave_message
from webapp.contact.forms import MessageForm
from webapp.contact.queries import (
    find_visible_message,
    find_way_to_help,
    gone_on,
    list_visible_messages,
)
from webapp.contact.rules import fingerprint
from webapp.errors import NotFound
from webapp.extensions import csrf, db, limiter
from webapp.i18n import own_language
from webapp.listings.queries import find_title
from webapp.statuses import SEE_OTHER, UNPROCESSABLE
from webapp.themes.queries import list_themes
from webapp.ui.fields import text_of
from webapp.written_numbers import parse_number

bp = Blueprint("contact", __name__)

MESSAGE_LIMIT = "5 per hour"


@bp.route("/wijken/<slug>/bericht", methods=["GET", "POST"])
@requires(Permission.SEND_CONTACT_MESSAGE)
@limiter.limit(MESSAGE_LIMIT, methods=["POST"], deduct_when=lambda response: response.status_code == SEE_OTHER)
def write(slug: str) -> ResponseReturnValue:
    neighbourhood = get_neighbourhood_or_404(slug)
    # only what a form sends: no JSON, no files
    actor = current_actor()
    form = MessageForm(request.form, name=actor.name, reply_to=actor.email, message=_first_words(neighbourhood))
    if not form.validate_on_submit():
        return render_template(
            "contact/write.html", neighbourhood=neighbourhood, form=form
        ), UNPROCESSABLE if form.errors else 200
    if not form.website.data:
        _leave(neighbourhood, form)
    return redirect(url_for("contact.sent", slug=slug), SEE_OTHER)


# the form checks its token itself, and so keeps what was typed when that is too old
csrf.exempt(write)


@bp.get("/wijken/<slug>/bericht/verstuurd")
@requires(Permission.SEND_CONTACT_MESSAGE)
def sent(slug: str) -> ResponseReturnValue:
    return render_template("contact/sent.html", neighbourhood=get_neighbourhood_or_404(slug))


@bp.get("/berichten")
@requires(Permission.READ_CONTACT_MESSAGES)
def messages() -> ResponseReturnValue:
    return render_template("contact/messages.html", rows=list_visible_messages(db.session, current_actor()))


@bp.route("/berichten/<int(max=2147483647):message_id>", methods=["GET", "POST"])
@requires(Permission.READ_CONTACT_MESSAGES)
def message(message_id: int) -> ResponseReturnValue:
    found = find_visible_message(db.session, current_actor(), message_id)
    if found is None:
        raise NotFound("message_unknown")
    if request.method == "POST":
        erase_message(db.session, message_id, by=current_actor().account_id)
        return redirect(url_for("contact.messages"), SEE_OTHER)
    account_for_reading("contact_message", message_id, fields=("sender_name", "reply_to", "body"))
    goes_on = gone_on(db.session, found[0])
    return render_template("contact/message.html", message=found[0], neighbourhood=found[1], goes_on=goes_on)


def _leave(neighbourhood: NeighbourhoodName, form: MessageForm) -> None:
    """Take in a message, unless the very same came a moment ago."""
    reply_to, body = text_of(form.reply_to), text_of(form.message)
    known_by = fingerprint(str(current_app.secret_key).encode(), neighbourhood.id, reply_to=reply_to, body=body)
    if not is_sent_first(db.session, known_by, now=datetime.now(UTC)):
        return
    settings: Settings = current_app.extensions["settings"]
    leave_message(
        db.session,
        neighbourhood,
        sender_name=text_of(form.name),
        reply_to=reply_to,
        body=body,
        mailbox=settings.contact_mailbox,
        list_url=settings.public_url + url_for("contact.messages"),
        today=today(),
    )


def _first_words(neighbourhood: NeighbourhoodName) -> str | None:
    """How a message begins when somebody came from an initiative, a theme that is asked, or something to be done."""
    initiative = find_title(db.session, request.args["initiatief"]) if request.args.get("initiatief") else None
    if initiative is not None:
        return str(gettext("Ik heb een vraag over: %(title)s.", title=initiative)) + "\n"
    wanted = parse_number(request.args.get("thema"))
    themes = list_themes(db.session, own_language) if wanted is not None else []
    theme = next((each.name for each in themes if each.id == wanted), None)
    if theme is not None:
        return str(gettext("Ik wil wel helpen bij een vraag over %(theme)s.", theme=theme.lower())) + "\n"
    chosen = parse_number(request.args.get("hulp"))
    way = find_way_to_help(db.session, chosen, neighbourhood_id=neighbourhood.id) if chosen is not None else None
    if way is None:
        return None
    title = own_language(way.title, way.title_en)
    return str(gettext("Ik doe graag mee met: %(title)s.", title=title)) + "\n"
