"""How often somebody may register, and save what they typed."""

from flask import Response, request

from webapp.access.sessions import current_actor
from webapp.accounts.limits import MAIL_PER_ACCOUNT, MAIL_PER_NETWORK, network, typed_account
from webapp.extensions import limiter
from webapp.statuses import SEE_OTHER

PER_ACCOUNT = "20 per hour"
SAVES_PER_NETWORK = "900 per hour"
"""About one each four seconds: while somebody types it is saved every few seconds."""

PICTURES_PER_NETWORK = "60 per hour"
LOOKS_PER_NETWORK = "240 per minute"


def _is_signed_in() -> bool:
    return current_actor().is_signed_in


def _is_visitor() -> bool:
    return not current_actor().is_signed_in


def _own_account() -> str:
    return f"initiatief-{current_actor().account_id}"


def _taken_in(response: Response) -> bool:
    return response.status_code == SEE_OTHER


def _sends_no_picture() -> bool:
    return not any(file.filename for file in request.files.values())


mail_limit = limiter.limit(
    MAIL_PER_ACCOUNT, key_func=typed_account, methods=["POST"], deduct_when=_taken_in, exempt_when=_is_signed_in
)
mail_network_limit = limiter.limit(
    MAIL_PER_NETWORK, key_func=network, methods=["POST"], deduct_when=_taken_in, exempt_when=_is_signed_in
)
account_limit = limiter.limit(
    PER_ACCOUNT, key_func=_own_account, methods=["POST"], deduct_when=_taken_in, exempt_when=_is_visitor
)
picture_limit = limiter.limit(PICTURES_PER_NETWORK, key_func=network, methods=["POST"], exempt_when=_sends_no_picture)
save_limit = limiter.limit(SAVES_PER_NETWORK, key_func=network, methods=["POST"])
look_limit = limiter.limit(LOOKS_PER_NETWORK, key_func=network)
