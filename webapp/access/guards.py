"""Guards on routes: each view declares its permission, and none is reached without."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, request

from webapp.access.permissions import Permission
from webapp.access.policy import VISITOR, Actor, can

View = TypeVar("View", bound=Callable[..., object])

DECLARED = "declared_permission"


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the permission that a view needs."""

    def declare(view: View) -> View:
        setattr(view, DECLARED, permission)
        return view

    return declare


def declared_permission(view: Callable[..., object]) -> Permission | None:
    """The permission that a view declared; None when it forgot."""
    return getattr(view, DECLARED, None)


def current_actor() -> Actor:
    """Who makes this request."""
    return VISITOR


def install(app: Flask) -> None:
    """Refuse, as not existing, every request whose view declares nothing or more than the actor may."""

    @app.before_request
    def _guard() -> None:
        if request.endpoint is None:
            return
        permission = declared_permission(app.view_functions[request.endpoint])
        if permission is None or not can(current_actor(), permission):
            abort(404)
