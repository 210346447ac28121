"""The command line `missie050`: groups of commands, loaded when they are called."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import DBAPIError

from webapp.errors import BadInput, DatabaseNotReady, DomainError

GROUPS = {
    "areas": "webapp.areas.commands:areas",
    "audit": "webapp.audit.commands:audit",
    "campaigns": "webapp.campaigns.rounds_commands:campaigns",
    "contact": "webapp.contact.commands:contact",
    "coverage": "webapp.coverage.commands:coverage",
    "db": "webapp.database_commands:database",
    "keys": "webapp.key_commands:keys",
    "networks": "webapp.networks.commands:networks",
    "outbox": "webapp.outbox.commands:outbox",
    "presence": "webapp.coverage.commands:presence",
    "privacy": "webapp.privacy.commands:privacy",
    "releases": "webapp.opendata.commands:releases",
    # named, not imported: seeds stand above webapp
    "seed": "seeds.commands:seed",
    "users": "webapp.roles.commands:users",
    "worker": "webapp.worker:worker",
}
EXIT_REFUSED, EXIT_BAD_INPUT, EXIT_NOT_READY = 1, 2, 3


class LazyGroup(click.Group):
    """A group that imports a subcommand only when it is asked for, so that the command line starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """Names of all subcommands."""
        return sorted(GROUPS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (click's signature)
        """The subcommand with this name."""
        if cmd_name not in GROUPS:
            return None
        module, name = GROUPS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=LazyGroup)
def cli() -> None:
    """Missie050 aan de opdrachtregel."""


def main() -> None:
    """Run the command line, and end with a sentence and an exit code instead of a traceback."""
    with plain_errors():
        cli(prog_name="missie050")


@contextmanager
def plain_errors() -> Iterator[None]:
    """Tell what is wrong in one sentence: exit code 1 refused, 2 unreadable input, 3 database not ready."""
    from webapp.command_messages import message

    try:
        yield
    except DatabaseNotReady as error:
        _leave(message(error), EXIT_NOT_READY)
    except BadInput as error:
        _leave(message(error), EXIT_BAD_INPUT)
    except DomainError as error:
        _leave(message(error), EXIT_REFUSED)
    except DBAPIError as error:
        _leave(f"De database weigert dit: {error.orig}", EXIT_REFUSED)
    except BrokenPipeError:
        sys.exit(EXIT_REFUSED)


def _leave(sentence: str, code: int) -> None:
    click.echo(sentence, err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
