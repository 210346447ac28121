"""The Flask extensions, made once and bound to the application in `webapp.app`."""

from typing import Any

from flask import has_request_context, request
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class RequestSession(Session):
    """A session that sends reading requests to the engine `read`.

    That one commits by itself, which spares the two round trips of a transaction (at READ COMMITTED each
    statement sees its own moment with or without one), and the database refuses it every change.
    """

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """The engine of this request."""
        bind = super().get_bind(*args, **kwargs)
        if isinstance(bind, Engine) and has_request_context() and request.method in READING:
            return db.get_engine("read")
        return bind


db = SQLAlchemy(engine_options={}, session_options={"class_": RequestSession})
babel = Babel()
compress = Compress()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, headers_enabled=False)
