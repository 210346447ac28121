"""Settings, read once from the environment into one frozen value."""

import os
from dataclasses import dataclass
from pathlib import Path

from webapp.errors import BadInput

PDOK_BASE_URL = "https://api.pdok.nl/cbs"
PDOK_TILE_URL = "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/grijs/EPSG:3857/{z}/{x}/{y}.png"
PDOK_TILE_HOST = "https://service.pdok.nl"
PDOK_ADDRESS_URL = "https://api.pdok.nl/bzk/locatieserver/search/v3_1"
MUNICIPALITY = "GM0014"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
STATIC_FOLDER = Path(__file__).resolve().parent / "static"


@dataclass(frozen=True)
class Settings:
    """Everything that differs between a laptop, a test and a server.

    `static_folder` may be a copy of our own files with compressed ones beside them. `pdok_url` is where
    official boundaries are asked for; `offline` keeps the seed from asking of its own accord. `tiles` switches
    the PDOK base map on (a third-party request, so off unless asked for). `address_search` lets the server ask
    PDOK's Locatieserver at `address_url` for addresses: off unless asked for, since what somebody types then
    leaves the machine, and never when `offline`. `contact_mailbox` gets a notice of each message to a
    neighbourhood. `own_key_file` is a place for the keys outside `home`. Without `smtp_host` mail is written to
    files in `mail_folder` and nothing leaves the machine.
    """

    database_url: str
    secret_key: str
    home: Path
    static_folder: Path = STATIC_FOLDER
    https: bool = False
    tiles: bool = False
    pdok_url: str = PDOK_BASE_URL
    offline: bool = False
    address_search: bool = False
    address_url: str = PDOK_ADDRESS_URL
    public_url: str = "http://127.0.0.1:8050"
    contact_mailbox: str = "coordinatie@example.nl"
    mail_sender: str = "missie050@example.nl"
    smtp_host: str | None = None
    smtp_port: int = 587
    smtp_user: str | None = None
    smtp_password: str | None = None
    trusted_proxies: int = 0
    max_body_bytes: int = 1024 * 1024
    log_level: str = "INFO"
    own_key_file: Path | None = None

    @property
    def key_file(self) -> Path:
        """Where the keys are that personal data is sealed with; back it up apart from the database."""
        return self.own_key_file or self.home / "keys.json"

    @property
    def mail_folder(self) -> Path:
        """Where mail is written when no SMTP server is set."""
        return self.home / "mail"


def read_settings(environ: dict[str, str] | None = None) -> Settings:
    """Settings from the environment (`os.environ` by default).

    Raises `BadInput` code `setting_missing` or `setting_invalid`, naming the variable.
    """
    env = dict(os.environ) if environ is None else environ
    home = Path(env.get("MISSIE050_HOME") or ".missie050").resolve()
    return Settings(
        database_url=_required(env, "DATABASE_URL"),
        secret_key=_required(env, "SECRET_KEY"),
        home=home,
        static_folder=Path(env.get("MISSIE050_STATIC") or STATIC_FOLDER),
        https=_flag(env, "MISSIE050_HTTPS"),
        tiles=_flag(env, "MISSIE050_TILES"),
        pdok_url=env.get("MISSIE050_PDOK_URL") or PDOK_BASE_URL,
        offline=_flag(env, "MISSIE050_OFFLINE"),
        address_search=_flag(env, "MISSIE050_ADDRESS_SEARCH"),
        address_url=env.get("MISSIE050_ADDRESS_URL") or PDOK_ADDRESS_URL,
        public_url=env.get("MISSIE050_PUBLIC_URL", Settings.public_url),
        contact_mailbox=env.get("MISSIE050_CONTACT_MAILBOX", Settings.contact_mailbox),
        mail_sender=env.get("MISSIE050_MAIL_SENDER", Settings.mail_sender),
        smtp_host=env.get("SMTP_HOST") or None,
        smtp_port=_number(env, "SMTP_PORT", Settings.smtp_port),
        smtp_user=env.get("SMTP_USER") or None,
        smtp_password=env.get("SMTP_PASSWORD") or None,
        trusted_proxies=_number(env, "MISSIE050_TRUSTED_PROXIES", 0),
        log_level=_log_level(env),
        own_key_file=Path(env["MISSIE050_KEY_FILE"]).resolve() if env.get("MISSIE050_KEY_FILE") else None,
    )


def psycopg_url(url: str) -> str:
    """The address with psycopg 3 named as driver, whatever scheme it was given with."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _log_level(env: dict[str, str]) -> str:
    level = env.get("LOG_LEVEL", Settings.log_level).upper()
    if level not in LOG_LEVELS:
        raise BadInput("setting_invalid", name="LOG_LEVEL", value=level)
    return level


def _required(env: dict[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise BadInput("setting_missing", name=name)
    return psycopg_url(value) if name == "DATABASE_URL" else value


def _flag(env: dict[str, str], name: str) -> bool:
    value = env.get(name, "").strip().lower()
    if value in ("", "0", "false", "no", "off", "nee", "uit"):
        return False
    if value in ("1", "true", "yes", "on", "ja", "aan"):
        return True
    raise BadInput("setting_invalid", name=name, value=value)


def _number(env: dict[str, str], name: str, default: int) -> int:
    value = env.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal():
        raise BadInput("setting_invalid", name=name, value=value)
    return int(value)
