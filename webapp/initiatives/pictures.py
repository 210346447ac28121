"""Pictures that people send: decoded and made anew, small, without what a camera adds.

What a file is called, or says that it is, does not count: only what it is read as. Nothing of the file itself is kept,
so neither its place and time nor anything that hides in it.
"""

import io
import struct
import threading
import warnings
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from PIL import Image, ImageOps
from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from webapp.database import affected_rows
from webapp.errors import BadInput
from webapp.models import FaithSide, InitiativeDraft, InitiativeRevision, Listing, Picture
from webapp.tokens import new_token

MOST_BYTES = 10 * 1024 * 1024
"""Of a file that somebody sends."""

LONGEST_SIDE = 1200
MOST_PIXELS = 50_000_000
"""What the largest phones make. A file of a few kilobytes can say that it has many more."""

MOST_PIXELS_AT_ONCE = 25_000_000
"""Of formats that cannot be read at a smaller size, as JPEG can."""

FORMATS = ("JPEG", "PNG", "WEBP")
QUALITIES = (82, 70, 50, 30)
KEPT_BYTES = 1_000_000
UNUSED_FOR = timedelta(days=30)
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, OverflowError, struct.error)
"""What Pillow raises for a file that is broken, or made to break it."""

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
_one_at_a_time = threading.Lock()
"""A large picture takes a few hundred megabytes while it is read."""


@dataclass(frozen=True)
class SmallPicture:
    """A picture as it is kept: a JPEG of at most 1200 pixels, upright."""

    content: bytes
    width: int
    height: int
    media_type: str = "image/jpeg"


def make_small(sent: bytes) -> SmallPicture:
    """Make a small picture of a file.

    Raises `BadInput` code `picture_too_large` above 10 MB, `picture_too_many_pixels`, and `picture_unreadable` for
    whatever is no JPEG, PNG or WebP.
    """
    if len(sent) > MOST_BYTES:
        raise BadInput("picture_too_large")
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _encoded(_decoded(sent))
        except Image.DecompressionBombError as error:
            raise BadInput("picture_too_many_pixels") from error
        except UNREADABLE as error:
            raise BadInput("picture_unreadable") from error


def keep_picture(session: Session, small: SmallPicture, *, now: datetime) -> str:
    """Keep a picture; gives its key."""
    key = new_token()
    session.add(
        Picture(
            key=key,
            content=small.content,
            media_type=small.media_type,
            width=small.width,
            height=small.height,
            created_at=now,
        )
    )
    session.flush()
    return key


def find_picture(session: Session, key: str) -> Picture | None:
    """The picture with this key."""
    return session.get(Picture, key)


def is_picture(session: Session, key: str) -> bool:
    """Whether there is a picture with this key."""
    return bool(session.scalar(select(select(Picture.key).where(Picture.key == key).exists())))


def purge_pictures(session: Session, *, now: datetime) -> int:
    """Delete the pictures of more than a month old that nothing uses; gives how many. For who sees all rows."""
    used: list[Select[Any]] = [
        select(Listing.picture_key),
        select(InitiativeRevision.content["picture_key"].astext),
        select(FaithSide.content["picture_key"].astext),
        select(func.jsonb_array_elements_text(InitiativeDraft.fields["picture_key"])).where(
            InitiativeDraft.fields.has_key("picture_key")
        ),
    ]
    unused = delete(Picture).where(Picture.created_at < now - UNUSED_FOR)
    for each in used:
        keys = each.subquery()
        unused = unused.where(~select(keys).where(keys.c[0] == Picture.key).exists())
    return affected_rows(session.execute(unused.execution_options(synchronize_session=False)))


def _decoded(sent: bytes) -> Image.Image:
    with Image.open(io.BytesIO(sent), formats=FORMATS) as opened:
        pixels = opened.width * opened.height
        if pixels > (MOST_PIXELS if opened.format == "JPEG" else MOST_PIXELS_AT_ONCE):
            raise BadInput("picture_too_many_pixels")
        # reads a JPEG at a half, a quarter or an eighth of its size
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        return upright


def _encoded(picture: Image.Image) -> SmallPicture:
    # a new picture, on white: what hung on the old one stays behind
    clean = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        shown = picture.convert("RGBA")
        clean.paste(shown, mask=shown.getchannel("A"))
    else:
        clean.paste(picture.convert("RGB"))
    for quality in QUALITIES:
        out = io.BytesIO()
        clean.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= KEPT_BYTES:
            return SmallPicture(out.getvalue(), clean.width, clean.height)
    raise BadInput("picture_unreadable")
