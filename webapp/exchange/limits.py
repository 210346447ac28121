"""How often somebody may bring a file, and take one along."""

from flask import Response

from webapp.access.sessions import current_actor
from webapp.accounts.limits import network
from webapp.extensions import limiter
from webapp.statuses import SEE_OTHER

FILES_PER_ACCOUNT = "60 per hour"
EXPORTS_PER_NETWORK = "60 per minute"


def _own_account() -> str:
    return f"bestand-{current_actor().account_id}"


def _taken_in(response: Response) -> bool:
    return response.status_code == SEE_OTHER


file_limit = limiter.limit(FILES_PER_ACCOUNT, key_func=_own_account, methods=["POST"], deduct_when=_taken_in)
export_limit = limiter.limit(EXPORTS_PER_NETWORK, key_func=network)
