"""Sealing what the database must not be able to read, and the file outside the database that holds the keys.

A sealed value is AES-256-GCM: one version byte, the key's id (4 bytes), a fresh nonce (12), the text padded to a
multiple of 32 bytes, and the tag (16). Table, column, row and key are bound in: a value that was copied to another
place does not open. The nonce is random, so one key is good for some 2^32 values (NIST SP 800-38D, 8.3).
"""

import base64
import fcntl
import json
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from webapp.errors import BadInput, DomainError

RowId = int | str | UUID
"""A primary key of one column."""

KEY_BYTES = 32
KEY_ID_BYTES = 4
"""Ids are random, so that a value sealed under another key file is told from one that was altered."""
PAD_BYTES = 32
FILE_VERSION = 1

_ENVELOPE_VERSION = 1
_NONCE_BYTES = 12
_TAG_BYTES = 16
_KEY_ID_END = 1 + KEY_ID_BYTES
_HEAD_BYTES = _KEY_ID_END + _NONCE_BYTES
_KEY_ID = re.compile(r"[0-9a-f]{8}", re.ASCII)
_MAX_FILE_BYTES = 1024 * 1024
_END_OF_TEXT = b"\x80"


class SealBroken(DomainError):
    """A sealed value does not open: another row's, altered, or its key is not in the key file.

    The detail names `table`, `column`, `row` and `key` (an id, `-` when there is none to read), never what is in it.
    """


@dataclass(frozen=True)
class KeyRing:
    """The keys of one installation: the current one seals, all of them open.

    `location_key` and `lookup_key` are for keyed hashes (masked points, finding a sealed value again); they outlive
    the other keys, since another one would give every hash another value.

    Raises
    ------
    ValueError
        When a key has another length than 32 bytes, an id is not 8 hexadecimal digits, or the current one is absent.
    """

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    location_key: bytes = field(repr=False)
    lookup_key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what cannot seal, and keep a copy that nobody else can change."""
        object.__setattr__(self, "keys", MappingProxyType(dict(self.keys)))
        if self.current not in self.keys:
            raise ValueError("the current key is absent")
        if any(_KEY_ID.fullmatch(key_id) is None for key_id in self.keys):
            raise ValueError("a key id is not 8 hexadecimal digits")
        if any(len(key) != KEY_BYTES for key in (*self.keys.values(), self.location_key, self.lookup_key)):
            raise ValueError("a key is not 32 bytes long")

    @property
    def old(self) -> tuple[str, ...]:
        """Ids of the keys that only open, oldest first."""
        return tuple(key_id for key_id in self.keys if key_id != self.current)

    def seal(self, text: str, *, table: str, column: str, row: RowId) -> bytes:
        """Encrypt a text for one place; twice the same text gives two values.

        The row must have its final id. Raises `BadInput` code `text_not_allowed` for a lone surrogate.
        """
        try:
            body = text.encode("utf-8")
        except UnicodeEncodeError:
            raise BadInput("text_not_allowed") from None
        padded = body + _END_OF_TEXT
        padded += b"\0" * (-len(padded) % PAD_BYTES)
        head = bytes((_ENVELOPE_VERSION,)) + bytes.fromhex(self.current)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return (
            head + nonce + AESGCM(self.keys[self.current]).encrypt(nonce, padded, _bound_to(head, table, column, row))
        )

    def open_sealed(self, sealed: bytes, *, table: str, column: str, row: RowId) -> str:
        """The text that was sealed for this place; raises `SealBroken`."""
        key_id = key_id_of(sealed)
        key = None if key_id is None else self.keys.get(key_id)
        if key is not None:
            head, nonce, rest = sealed[:_KEY_ID_END], sealed[_KEY_ID_END:_HEAD_BYTES], sealed[_HEAD_BYTES:]
            try:
                padded = AESGCM(key).decrypt(nonce, rest, _bound_to(head, table, column, row))
            except InvalidTag:
                key = None
        if key is None:
            raise SealBroken("seal_broken", table=table, column=column, row=str(row), key=key_id or "-")
        return padded.rstrip(b"\0").removesuffix(_END_OF_TEXT).decode("utf-8")

    def reseal(self, sealed: bytes, *, table: str, column: str, row: RowId) -> bytes:
        """The same text under the current key; raises `SealBroken`."""
        text = self.open_sealed(sealed, table=table, column=column, row=row)
        return self.seal(text, table=table, column=column, row=row)


def key_id_of(sealed: bytes) -> str | None:
    """The id of the key that a value was sealed with; None for bytes that are no sealed value."""
    if len(sealed) < _HEAD_BYTES + PAD_BYTES + _TAG_BYTES or sealed[0] != _ENVELOPE_VERSION:
        return None
    return sealed[1:_KEY_ID_END].hex()


class KeyFile:
    """The key ring of a program that keeps running: read again whenever its file has been replaced.

    So a rotation needs no restart: values under the new key open as soon as there are any.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held: tuple[tuple[int, int, int], KeyRing] | None = None

    def ring(self) -> KeyRing:
        """The keys as the file has them now; raises as `read_key_ring` does."""
        try:
            found = self.path.stat()
        except OSError:
            self._held = None
            return read_key_ring(self.path)
        version = (found.st_ino, found.st_mtime_ns, found.st_mode)
        held = self._held
        if held is None or held[0] != version:
            held = (version, read_key_ring(self.path))
            self._held = held
        return held[1]


def read_key_ring(path: Path) -> KeyRing:
    """The keys in a file that only its owner may read.

    Raises
    ------
    BadInput
        `key_file_missing`, `key_file_unreadable` (with the system's `reason`), `key_file_too_open` (with its `mode`)
        or `key_file_malformed`; each with `path`, none with anything from the file.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read(_MAX_FILE_BYTES)
    except FileNotFoundError:
        raise BadInput("key_file_missing", path=path) from None
    except OSError as error:
        raise BadInput("key_file_unreadable", path=path, reason=error.strerror) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadInput("key_file_too_open", path=path, mode=f"{mode:03o}")
    ring = _parsed(content)
    if ring is None:
        raise BadInput("key_file_malformed", path=path)
    return ring


def make_key_file(path: Path) -> KeyRing:
    """Make new keys and write them to a file that is not there yet, with its folder if need be (mode 0600 and 0700).

    Raises `DomainError` code `key_file_exists`: overwriting would lose what was sealed; and `BadInput` code
    `key_file_unwritable`.
    """
    with _only_writer(path):
        if path.exists():
            raise DomainError("key_file_exists", path=path)
        key_id, key = _new_key({})
        location_key, lookup_key = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES)
        ring = KeyRing(current=key_id, keys={key_id: key}, location_key=location_key, lookup_key=lookup_key)
        _write(path, ring)
    return ring


def add_key(path: Path) -> KeyRing:
    """Add a key and make it the current one; the others stay. Raises as `read_key_ring`, and `key_file_unwritable`."""
    with _only_writer(path):
        ring = read_key_ring(path)
        key_id, key = _new_key(ring.keys)
        ring = replace(ring, current=key_id, keys={**ring.keys, key_id: key})
        _write(path, ring)
    return ring


def retire_keys(path: Path, *, keep: str) -> tuple[str, ...]:
    """Drop all keys but the current one, whose id the caller gives; gives the ids that went.

    What is still sealed with those never opens again: first make sure that nothing is. Raises `DomainError` code
    `key_file_changed` when another key has become current, `BadInput` as `read_key_ring`, and `key_file_unwritable`.
    """
    with _only_writer(path):
        ring = read_key_ring(path)
        if ring.current != keep:
            raise DomainError("key_file_changed", path=path)
        if ring.old:
            _write(path, replace(ring, keys={keep: ring.keys[keep]}))
    return ring.old


def _bound_to(head: bytes, table: str, column: str, row: RowId) -> bytes:
    parts = [part.encode("utf-8") for part in (table, column, str(row))]
    # lengths: "ab" and "c" must not read as "a" and "bc"
    return head + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def _new_key(taken: Mapping[str, bytes]) -> tuple[str, bytes]:
    key_id = secrets.token_hex(KEY_ID_BYTES)
    while key_id in taken:
        key_id = secrets.token_hex(KEY_ID_BYTES)
    return key_id, secrets.token_bytes(KEY_BYTES)


def _parsed(content: bytes) -> KeyRing | None:
    # nothing is chained to an error: the exceptions of json and base64 hold the text they stumbled over
    try:
        found = json.loads(content)
        if found["version"] != FILE_VERSION:
            return None
        return KeyRing(
            current=found["current"],
            keys={key_id: base64.b64decode(key, validate=True) for key_id, key in found["keys"].items()},
            location_key=base64.b64decode(found["location_key"], validate=True),
            lookup_key=base64.b64decode(found["lookup_key"], validate=True),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


@contextmanager
def _only_writer(path: Path) -> Iterator[None]:
    """Hold the file's folder, so that two commands never overwrite each other's key, and see the change to disk."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise BadInput("key_file_unwritable", path=path, reason=error.strerror) from error


def _write(path: Path, ring: KeyRing) -> None:
    target = path.resolve()
    content = {
        "version": FILE_VERSION,
        "current": ring.current,
        "keys": {key_id: base64.b64encode(key).decode() for key_id, key in ring.keys.items()},
        "location_key": base64.b64encode(ring.location_key).decode(),
        "lookup_key": base64.b64encode(ring.lookup_key).decode(),
    }
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    new = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            if target.exists():
                # a rotation by root must not take the file away from the site's account
                owner = target.stat()
                os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            json.dump(content, file, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
