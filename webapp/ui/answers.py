"""Answers that are made once per version of the data, kept compressed, and revalidated by ETag."""

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

import brotli
from flask import Response, request

BROTLI_QUALITY = 5
GZIP_LEVEL = 6
KEPT_ANSWERS = 256

Made = TypeVar("Made")


@dataclass(frozen=True)
class Answer:
    """One body in the three shapes that browsers ask for, and its ETag."""

    etag: str
    identity: bytes
    gzip: bytes
    brotli: bytes


class ValueCache:
    """The most recently used values of this process, by key; a key names the version of the data it was made from."""

    def __init__(self, size: int = KEPT_ANSWERS) -> None:
        self._size = size
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The value for `key`, made with `make` when it is not there yet."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                found: Made = self._values[key]
                return found
        made = make()
        with self._lock:
            self._values[key] = made
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()


def make_answer(etag: str, body: bytes) -> Answer:
    """A body with its compressed shapes: compressed once, sent many times."""
    return Answer(
        etag=etag,
        identity=body,
        gzip=gzip.compress(body, GZIP_LEVEL, mtime=0),
        brotli=brotli.compress(body, quality=BROTLI_QUALITY),
    )


def send(answer: Answer, *, mimetype: str, cache_control: str) -> Response:
    """The answer in the encoding that the browser prefers, or 304 when it has this version already."""
    encoding = request.accept_encodings.best_match(["br", "gzip"])
    etag = f"{answer.etag}-{encoding}" if encoding else answer.etag
    # weakly: a proxy that compresses marks the tag as weak
    if request.if_none_match.contains_weak(etag):
        response = Response(status=304)
    elif encoding == "br":
        response = Response(answer.brotli, mimetype=mimetype)
    elif encoding == "gzip":
        response = Response(answer.gzip, mimetype=mimetype)
    else:
        response = Response(answer.identity, mimetype=mimetype)
    if encoding and response.status_code != 304:  # noqa: PLR2004
        response.headers["Content-Encoding"] = encoding
    response.set_etag(etag)
    response.headers["Cache-Control"] = cache_control
    response.vary.add("Accept-Encoding")
    return response
