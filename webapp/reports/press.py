"""Makes a report as whoever asked for it: their roles, their rows and their language, on the site's own functions."""

from collections.abc import Callable
from functools import cache

from flask import Flask, g, render_template

from webapp.access.policy import Actor
from webapp.access.row_security import look_as
from webapp.access.sessions import SignIn
from webapp.clock import today
from webapp.config import Settings
from webapp.errors import DomainError
from webapp.extensions import db
from webapp.reports.actions.runs import Order, Press, Printed, Told
from webapp.reports.pages.report import compose
from webapp.reports.paper import BASE, Drawings, print_pdf
from webapp.reports.queries.runs import find_actor
from webapp.reports.rules.asking import check_may_have
from webapp.vocabulary import SignInStage

COMPOSED, WRITTEN = 60, 70
"""How far it is, in percent, when all is read, and when it is written out: what is left is setting it in pages."""


def press_of(make_site: Callable[[], Flask]) -> Press:
    """What makes reports with the site that `make_site` gives, which is asked for it at the first report."""
    site = cache(make_site)

    def press(order: Order, told: Told) -> Printed:
        return print_report(site(), order, told)

    return press


def print_report(site: Flask, order: Order, told: Told) -> Printed:
    """A report as PDF; raises `DomainError` code `report_not_yours` and those of `compose` and `print_pdf`."""
    settings: Settings = site.extensions["settings"]
    drawings = Drawings(settings.static_folder)
    html = write_report(site, order, told, drawings)
    told(WRITTEN)
    return print_pdf(html, drawings)


def write_report(site: Flask, order: Order, told: Told, drawings: Drawings) -> str:
    """A report as HTML, before it is set in pages; its pictures come to stand in `drawings`."""
    settings: Settings = site.extensions["settings"]
    # a reading request that nobody sent: it reads through the same engine and policies as the pages do
    with site.test_request_context(query_string={"taal": order.wanted.language}, base_url=settings.public_url):
        actor = _look_as(order)
        check_may_have(actor, order.wanted)
        report = compose(
            actor, order.wanted, today=today(), draw=drawings.add, told=lambda part: told(round(part * COMPOSED))
        )
        html = render_template("reports/paper/report.html", report=report, own_files=BASE)
        db.session.close()
    return html


def _look_as(order: Order) -> Actor:
    look_as(db.session, order.account_id)
    actor = find_actor(db.session, order.account_id, today=today())
    if actor is None:
        raise DomainError("report_not_yours")
    g.sign_in = SignIn(0, SignInStage.FULL, actor, order.wanted.language)
    return actor
