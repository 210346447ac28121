"""Addresses in mails about matches: one answers with it without signing in, the others ask to sign in."""

from dataclasses import dataclass, field

from itsdangerous import BadData, URLSafeSerializer

from webapp.vocabulary import MatchSide

ANSWER_PATH = "/koppeling"
TASKS_PATH = "/mijn/taken"
TASK_PATH = f"{TASKS_PATH}/koppeling"
_SALT = "matching.answer"
_PARTS = 2


@dataclass(frozen=True)
class Answering:
    """Which match is answered, for which side."""

    key: str
    side: MatchSide


@dataclass(frozen=True)
class Links:
    """Makes the addresses that mails hold: on this site, signed with its secret."""

    secret_key: str = field(repr=False)
    public_url: str

    def answer(self, key: str, side: MatchSide) -> str:
        """Where one side says yes or no, without signing in."""
        return f"{self.public_url}{ANSWER_PATH}/{make_token(self.secret_key, Answering(key, side))}"

    def task(self, key: str) -> str:
        """Where either side sees the whole match, signed in."""
        return f"{self.public_url}{TASK_PATH}/{key}"

    def tasks(self) -> str:
        """Where somebody sees all their matches, signed in."""
        return f"{self.public_url}{TASKS_PATH}"

    def local(self, slug: str) -> str:
        """Where coordinators of the neighbourhood see all matches there."""
        return f"{self.public_url}/werkplek/{slug}/koppelingen"

    def follow(self, slug: str, key: str) -> str:
        """Where coordinators of the neighbourhood see it."""
        return f"{self.local(slug)}/{key}"


def make_token(secret_key: str, answering: Answering) -> str:
    """The part of an address with which one side answers; it works as long as the match is kept."""
    made = URLSafeSerializer(secret_key, salt=_SALT).dumps([answering.key, answering.side.value])
    return made.decode() if isinstance(made, bytes) else made


def read_token(secret_key: str, token: str) -> Answering | None:
    """What `make_token` wrote; None when somebody else did."""
    try:
        parts = URLSafeSerializer(secret_key, salt=_SALT).loads(token)
    except BadData:
        return None
    if not isinstance(parts, list) or len(parts) != _PARTS or parts[1] not in list(MatchSide):
        return None
    return Answering(str(parts[0]), MatchSide(parts[1]))
