"""The application factory."""

from inspect import iscoroutinefunction

from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import i18n
from webapp.access import guards
from webapp.accounts import views as accounts_views
from webapp.areas import views as areas_views
from webapp.assets import views as assets_views
from webapp.atlas import views as atlas_views
from webapp.audit import views as audit_views
from webapp.campaigns import views as campaigns_views
from webapp.config import Settings, read_settings
from webapp.contact import views as contact_views
from webapp.coverage import views as coverage_views
from webapp.database import open_engine_options, read_engine_options, site_engine_options
from webapp.discovery import views as discovery_views
from webapp.exchange import views as exchange_views
from webapp.extensions import babel, compress, csrf, db
from webapp.following import views as following_views
from webapp.initiatives import views as initiatives_views
from webapp.listings import views as listings_views
from webapp.logging import configure_logging
from webapp.matching import views as matching_views
from webapp.matching.actions.leaving import MatchesOfLeavers
from webapp.matching.links import Links
from webapp.moderation import views as moderation_views
from webapp.needs import views as needs_views
from webapp.networks import views as networks_views
from webapp.opendata import views as opendata_views
from webapp.partners import views as partners_views
from webapp.people import views as people_views
from webapp.planning import views as planning_views
from webapp.privacy import views as privacy_views
from webapp.privacy.leaving import EXTENSION
from webapp.reports import views as reports_views
from webapp.roles import views as roles_views
from webapp.signals import views as signals_views
from webapp.talents import views as talents_views
from webapp.themes import views as themes_views
from webapp.ui import edge, errors, headers, health, keys, limits, once, requests, static_files, uploads
from webapp.ui.transactions import TransactionalFlask
from webapp.vocabulary import Reader
from webapp.volunteering import views as volunteering_views

SESSION_SECONDS = 12 * 3600
VIEWS = (
    health,
    atlas_views,
    areas_views,
    contact_views,
    accounts_views,
    people_views,
    partners_views,
    themes_views,
    needs_views,
    assets_views,
    privacy_views,
    reports_views,
    roles_views,
    audit_views,
    initiatives_views,
    moderation_views,
    volunteering_views,
    matching_views,
    listings_views,
    following_views,
    exchange_views,
    talents_views,
    coverage_views,
    discovery_views,
    networks_views,
    signals_views,
    campaigns_views,
    opendata_views,
    planning_views,
)


def create_app(settings: Settings | None = None) -> TransactionalFlask:
    """The site, set up from `settings`, or from the environment when they are left out."""
    settings = settings or read_settings()
    configure_logging(settings.log_level)
    app = TransactionalFlask("webapp", static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_ENGINES={
            "default": {"url": settings.database_url, **site_engine_options()},
            "read": {"url": settings.database_url, **read_engine_options()},
            **{each.value: {"url": settings.database_url, **open_engine_options(each)} for each in Reader},
        },
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_body_bytes,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=SESSION_SECONDS,
        WTF_CSRF_TIME_LIMIT=SESSION_SECONDS,
        BABEL_DEFAULT_LOCALE=i18n.LOCALES[0],
        COMPRESS_MIMETYPES=["text/html", "application/json"],
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions["settings"] = settings
    app.extensions[EXTENSION] = MatchesOfLeavers(Links(settings.secret_key, settings.public_url))
    db.init_app(app)
    # the site has no asynchronous sessions, and closing none of them would cost a thread per request
    app.teardown_appcontext_funcs[:] = [each for each in app.teardown_appcontext_funcs if not iscoroutinefunction(each)]
    babel.init_app(app, locale_selector=i18n.choose_locale)
    # the order of what happens before a view: an id, clean text, the guard
    requests.install(app)
    headers.install(app, settings)
    uploads.install(app)
    edge.install(app)
    i18n.install(app)
    guards.install(app)
    limits.install(app)
    csrf.init_app(app)
    compress.init_app(app)
    errors.install(app)
    static_files.install(app, settings.static_folder)
    once.install(app)
    keys.install(app, settings)
    for module in VIEWS:
        app.register_blueprint(module.bp)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's own way in
    return app
