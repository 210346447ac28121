"""The keys of this installation, for views that hand them to an action."""

from flask import Flask, current_app

from webapp.config import Settings
from webapp.encryption import KeyFile, KeyRing


def install(app: Flask, settings: Settings) -> None:
    """Remember where the keys are; they are read when the first of them is needed."""
    app.extensions["key_file"] = KeyFile(settings.key_file)


def key_ring() -> KeyRing:
    """The keys as the file has them now; raises `BadInput` when it cannot be read."""
    key_file: KeyFile = current_app.extensions["key_file"]
    return key_file.ring()
