"""How demonstration accounts sign in: secrets that follow from the installation's own, so that none is kept anywhere.

They differ from installation to installation, and who knows `SECRET_KEY` may sign in as anyone anyway.
"""

import base64
import hashlib
import hmac

PASSWORD_LETTERS = 16
TOTP_BYTES = 20
"""160 bits, as RFC 4226 recommends."""


def demo_password(secret_key: str, email: str) -> str:
    """The password of a demonstration account: 80 bits, in four groups that can be typed over."""
    letters = base64.b32encode(_derived(secret_key, "password", email)).decode().lower()[:PASSWORD_LETTERS]
    return "-".join(letters[start : start + 4] for start in range(0, PASSWORD_LETTERS, 4))


def demo_totp_secret(secret_key: str, email: str) -> str:
    """The secret of a demonstration account's authenticator app, in base 32."""
    return base64.b32encode(_derived(secret_key, "totp", email)[:TOTP_BYTES]).decode()


def _derived(secret_key: str, kind: str, email: str) -> bytes:
    return hmac.new(secret_key.encode(), f"demo:{kind}:{email.lower()}".encode(), hashlib.sha256).digest()
