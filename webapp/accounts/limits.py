"""How often somebody may try: per address of the network, and per account, whether that exists or not."""

import hashlib
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Response, request
from flask_limiter.util import get_remote_address

from webapp.access.sessions import current_sign_in
from webapp.accounts.rules import normal_email
from webapp.extensions import limiter

MAIL_PER_ACCOUNT = "5 per 15 minutes"
MAIL_PER_NETWORK = "30 per hour"
TRIES_PER_ACCOUNT = "10 per 15 minutes"
TRIES_ANYWHERE = "50 per 15 minutes"
"""From all networks together: a stranger must not be able to keep somebody out with ten wrong passwords."""

TRIES_PER_NETWORK = "60 per 15 minutes"

NETWORK_BITS = 64
FIRST_FAILURE = 400


def network() -> str:
    """The address of the network; of IPv6 the first 64 bits, since who has one such address has them all."""
    address = get_remote_address()
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, NETWORK_BITS), strict=False)) if isinstance(found, IPv6Address) else address


def typed_account() -> str:
    """The address that was typed, as a hash: the counts hold no addresses."""
    return "mail-" + hashlib.sha256(normal_email(request.form.get("email", "")).encode()).hexdigest()[:32]


def typed_account_here() -> str:
    """The address that was typed, in this network."""
    return f"{typed_account()}-{network()}"


def signing_in_account() -> str:
    """The account whose password was given, or that is signed in."""
    found = current_sign_in()
    return f"account-{found.actor.account_id if found else 'none'}"


def failed(response: Response) -> bool:
    """Whether an attempt was a wrong one."""
    return response.status_code >= FIRST_FAILURE


def succeeded(response: Response) -> bool:
    """Whether a form was taken in."""
    return response.status_code < FIRST_FAILURE


mail_limit = limiter.limit(MAIL_PER_ACCOUNT, key_func=typed_account, methods=["POST"], deduct_when=succeeded)
mail_network_limit = limiter.limit(MAIL_PER_NETWORK, key_func=network, methods=["POST"], deduct_when=succeeded)
password_limit = limiter.limit(TRIES_PER_ACCOUNT, key_func=typed_account_here, methods=["POST"], deduct_when=failed)
anywhere_limit = limiter.limit(TRIES_ANYWHERE, key_func=typed_account, methods=["POST"], deduct_when=failed)
code_limit = limiter.limit(TRIES_PER_ACCOUNT, key_func=signing_in_account, methods=["POST"], deduct_when=failed)
network_limit = limiter.limit(TRIES_PER_NETWORK, key_func=network, methods=["POST"], deduct_when=failed)
