"""`missie050 users`: accounts and roles, for whoever runs the server."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import click
import pyotp
from sqlalchemy.orm import Session

from webapp.accounts.demo import demo_password, demo_totp_secret
from webapp.accounts.queries import find_account
from webapp.accounts.rules import TOTP_SECONDS, normal_email
from webapp.clock import today
from webapp.config import Settings, read_settings
from webapp.database import command_session
from webapp.errors import BadInput, DomainError
from webapp.i18n import role_name
from webapp.roles.actions import (
    Letters,
    end_grant,
    grant_first_administrator,
    grant_role,
    reset_second_factor,
    sign_out_everywhere,
)
from webapp.roles.letters import letters_of_command
from webapp.roles.queries import Choice, list_all_grants, list_demo_accounts, list_neighbourhoods, list_partners
from webapp.roles.rules import GRANTABLE, REASON_LENGTH, Wish
from webapp.roles.words import last_day_of, standing_name
from webapp.vocabulary import Role

FIRST_REASON = "Eerste beheerder, aangewezen bij het inrichten"


@dataclass(frozen=True)
class Work:
    """What a command works with, all as of now."""

    session: Session
    letters: Letters
    today: date
    now: datetime


@click.group()
def users() -> None:
    """Accounts en rollen, voor wie de server beheert."""


@users.command("create-admin")
@click.argument("email")
def create_admin(email: str) -> None:
    """Maak de eerste beheerder, en mail een uitnodiging."""
    settings = read_settings()
    with _work(settings) as work:
        grant_first_administrator(
            work.session, _address(email), reason=FIRST_REASON, letters=work.letters, today=work.today, now=work.now
        )
    click.echo(f"{email} wordt beheerder. {_where_mail_goes(settings)}")


@users.command("list")
@click.option("--all", "everything", is_flag=True, help="Ook wat voorbij is.")
def list_(*, everything: bool) -> None:
    """Toon wie welke rol heeft."""
    with command_session(read_settings().database_url) as session:
        rows = list_all_grants(session, None, today=today(), ended_too=everything)
    for grant in rows:
        last_day = last_day_of(grant)
        until = f" tot en met {last_day}" if last_day else ""
        where = f" ({grant.where})" if grant.where else ""
        state = standing_name(grant)
        click.echo(f"{grant.id}  {grant.holder.email}  {role_name(grant.role)}{where}  {grant.since}{until}  {state}")
    if not rows:
        click.echo("Niemand heeft een rol. Maak de eerste beheerder: ./dev cli users create-admin E-MAILADRES")


@users.command()
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in GRANTABLE]))
@click.option("--neighbourhood", metavar="WIJK", help="Voor een wijkcoördinator: de naam in het adres van de wijk.")
@click.option("--partner", metavar="PARTNER", help="Voor lid van een partner of trajectbegeleider.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="De laatste dag; zonder: geen einde.")
@click.option("--reason", required=True, help="Waarom; wie de rol krijgt kan het lezen.")
def grant(
    *, email: str, role: str, neighbourhood: str | None, partner: str | None, until: datetime | None, reason: str
) -> None:
    """Geef iemand een rol. Voor stadscoördinator en beheerder moet een beheerder dat nog goedkeuren."""
    settings = read_settings()
    with _work(settings) as work:
        place = _chosen(list_neighbourhoods(work.session), neighbourhood)
        organisation = _chosen(list_partners(work.session), partner)
        if neighbourhood is not None and place is None:
            raise BadInput("neighbourhood_unknown", slug=neighbourhood)
        if partner is not None and organisation is None:
            raise BadInput("partner_unknown", slug=partner)
        wish = Wish(
            role=Role(role),
            since=work.today,
            last_day=until.date() if until else None,
            neighbourhood_id=place.id if place else None,
            partner_id=organisation.id if organisation else None,
            partner_kind=organisation.kind if organisation else None,
        )
        made = grant_role(
            work.session,
            None,
            _address(email),
            wish,
            reason=_sentence(reason),
            letters=work.letters,
            today=work.today,
            now=work.now,
        )
        number, waits = made.id, made.needs_approval
    rest = "Een beheerder moet dit nog goedkeuren: /beheer/rollen" if waits else _where_mail_goes(settings)
    click.echo(f"Rol {number} ({role_name(Role(role))}) is er voor {email}. {rest}")


@users.command()
@click.argument("number", type=click.IntRange(1))
@click.option("--reason", required=True, help="Waarom.")
def end(number: int, reason: str) -> None:
    """Beëindig een rol, of weiger er een die wacht; het nummer staat in `users list`."""
    with _work(read_settings()) as work:
        end_grant(
            work.session,
            None,
            number,
            reason=_sentence(reason),
            letters=work.letters,
            today=work.today,
            now=work.now,
        )
    click.echo(f"Rol {number} is beëindigd; wie haar had is overal uitgelogd.")


@users.command("reset-second-factor")
@click.argument("email")
def reset(email: str) -> None:
    """Haal de authenticator-app van een account, voor wie hem kwijt is. Ga eerst na wie het vraagt."""
    with command_session(read_settings().database_url) as session:
        reset_second_factor(session, email)
    click.echo("Gedaan. Bij de volgende keer inloggen met wachtwoord wordt een nieuwe app ingesteld.")


@users.command("sign-out")
@click.argument("email")
def sign_out(email: str) -> None:
    """Beëindig alle sessies van een account."""
    with command_session(read_settings().database_url) as session:
        ended = sign_out_everywhere(session, email)
    click.echo(f"Beëindigde sessies: {ended}.")


@users.command()
@click.argument("email")
def code(email: str) -> None:
    """Toon de code van nu voor een demonstratie-account; voor een ander account is er geen."""
    settings, address = read_settings(), normal_email(email)
    with command_session(settings.database_url) as session:
        account = find_account(session, address)
        if account is None or not account.is_demo:
            raise DomainError("not_a_demo_account", email=address)
    seconds = TOTP_SECONDS - int(time.time()) % TOTP_SECONDS
    shown = pyotp.TOTP(demo_totp_secret(settings.secret_key, address), interval=TOTP_SECONDS).now()
    click.echo(f"{shown}  (werkt nog {seconds} seconden, één keer)")


@users.command()
def demo() -> None:
    """Toon de demonstratie-accounts: waarvoor ze zijn en hoe je ermee inlogt."""
    settings = read_settings()
    with command_session(settings.database_url) as session:
        rows = list_demo_accounts(session, today=today())
    for account in (each for each in rows if each.has_password):
        roles = ", ".join(role_name(role) + (f" ({where})" if where else "") for role, where in account.roles)
        click.echo(f"{roles or 'zonder rol'}: {account.name or '-'}, {account.email}")
        password = demo_password(settings.secret_key, account.email)
        click.echo(f"    wachtwoord {password}  app {demo_totp_secret(settings.secret_key, account.email)}")
        click.echo(f"    code van nu: ./dev cli users code {account.email}")
    neighbours = [each.email for each in rows if not each.has_password]
    if neighbours:
        click.echo(f"Buren zonder rol, inloggen met een link per mail: {', '.join(neighbours)}")
    if not rows:
        click.echo("Er zijn geen demonstratie-accounts.")


@contextmanager
def _work(settings: Settings) -> Iterator[Work]:
    letters = letters_of_command(settings)
    with command_session(settings.database_url) as session:
        yield Work(session, letters, today(), datetime.now(UTC))


def _address(email: str) -> str:
    """An address that a mail can go to; raises `BadInput` code `email_invalid`."""
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise BadInput("email_invalid", value=email) from None
    return normal_email(email)


def _sentence(reason: str) -> str:
    """A reason as the database takes it; raises `BadInput` code `reason_length`."""
    shortest, longest = REASON_LENGTH
    if not shortest <= len(reason.strip()) <= longest:
        raise BadInput("reason_length", shortest=shortest, longest=longest)
    return reason.strip()


def _chosen(choices: list[Choice], slug: str | None) -> Choice | None:
    return next((choice for choice in choices if choice.slug == slug), None)


def _where_mail_goes(settings: Settings) -> str:
    if settings.smtp_host:
        return "De uitnodiging gaat per mail; de worker verstuurt haar."
    return f"Er is geen mailserver ingesteld: de worker schrijft de uitnodiging in {settings.mail_folder}."
