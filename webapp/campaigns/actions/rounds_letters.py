"""What volunteers of a campaign are mailed, by language: words and a link; no address of a household, no name.

Not through gettext: a mail is in the language of who reads it.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from webapp.calendar.words import day_in_words
from webapp.outbox.actions import post_mail


class Letter(StrEnum):
    """On what occasion somebody is mailed."""

    ROUND = "round"
    COME = "come"
