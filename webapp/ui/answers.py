"""Answers that are made once per version of the data, kept compressed, and revalidated by ETag."""

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any, TypeVar

import brotli
from flask import Response, request

BROTLI_QUALITY = 5
GZIP_LEVEL = 6
NOT_MODIFIED = 304
GEOJSON = "application/geo+json"

Made = TypeVar("Made")


class Answer:
    """One body and its ETag; each compressed shape is made when the first browser asks for it, and then kept."""

    def __init__(self, etag: str, body: bytes) -> None:
        self.etag = etag
        self.identity = body

    @cached_property
    def gzip(self) -> bytes:
        """The body for who knows gzip only."""
        return gzip.compress(self.identity, GZIP_LEVEL, mtime=0)

    @cached_property
    def brotli(self) -> bytes:
        """The body for today's browsers."""
        compressed: bytes = brotli.compress(self.identity, quality=BROTLI_QUALITY)
        return compressed


class ValueCache:
    """The most recently used values of this process, by key; a key names the version of the data it was made from.

    At most `size` values are kept, so choose it by how large they are.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> Any:
        """The value for `key`; None when it is not there."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

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


def send(answer: Answer, *, mimetype: str, cache_control: str) -> Response:
    """The answer in the encoding that the browser prefers, or 304 when it has this version already."""
    encoding = request.accept_encodings.best_match(["br", "gzip"])
    etag = f"{answer.etag}-{encoding}" if encoding else answer.etag
    # weakly: a proxy that compresses marks the tag as weak
    if request.if_none_match.contains_weak(etag):
        response = Response(status=NOT_MODIFIED)
    else:
        bodies = {"br": lambda: answer.brotli, "gzip": lambda: answer.gzip}
        response = Response(bodies[encoding]() if encoding else answer.identity, mimetype=mimetype)
        if encoding:
            response.headers["Content-Encoding"] = encoding
    response.set_etag(etag)
    response.headers["Cache-Control"] = cache_control
    response.vary.add("Accept-Encoding")
    return response
