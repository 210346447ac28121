"""Our own files, under an address that changes with their contents, so that a browser may keep them for good."""

import hashlib
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

COMPRESSED = {".gz", ".br"}


def install(app: Flask, folder: Path) -> None:
    """Serve a folder at `/static/<version>/` and give templates `static_url`."""
    prefix = f"/static/{tree_version(folder)}/"
    server = WhiteNoise(
        app.wsgi_app,
        immutable_file_test=lambda _path, _url: True,
        # a page in somebody else's frame is sandboxed: to the browser our own files are then of another site
        allow_all_origins=True,
        add_headers_function=_headers,
    )
    server.add_files(str(folder), prefix=prefix)
    app.wsgi_app = server  # type: ignore[method-assign]  # Flask's own way in
    app.jinja_env.globals["static_url"] = lambda path: prefix + path


def tree_version(folder: Path) -> str:
    """A short hash of all files in a folder, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in COMPRESSED:
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _headers(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
