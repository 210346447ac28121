"""The address with which a volunteer opens their round, without signing in."""

from dataclasses import dataclass, field

from itsdangerous import BadData, URLSafeSerializer

WALK_PATH = "/bezorgronde"
_SALT = "campaigns.round"
_KEY_LENGTH = 22


@dataclass(frozen=True)
class RoundLinks:
    """Makes the addresses that mails hold: on this site, signed with its secret."""

    secret_key: str = field(repr=False)
    public_url: str

    def walk(self, key: str) -> str:
        """Where a round is walked."""
        return f"{self.public_url}{WALK_PATH}/{make_token(self.secret_key, key)}"

    def help(self, slug: str) -> str:
        """Where somebody sees the shifts of a campaign, and says when they can come."""
        return f"{self.public_url}/acties/{slug}/meehelpen"


def make_token(secret_key: str, key: str) -> str:
    """The part of an address with which a round is opened; how long it works, the database decides."""
    made = URLSafeSerializer(secret_key, salt=_SALT).dumps(key)
    return made.decode() if isinstance(made, bytes) else made


def read_token(secret_key: str, token: str) -> str | None:
    """What `make_token` wrote; None when somebody else did."""
    try:
        key = URLSafeSerializer(secret_key, salt=_SALT).loads(token)
    except BadData:
        return None
    return key if isinstance(key, str) and len(key) == _KEY_LENGTH else None
