"""Pictures that people send, made small; what is no picture, or a trap, is refused by reading it."""

import io
import struct
import zlib

import pytest
from PIL import Image

from webapp.errors import BadInput
from webapp.initiatives.pictures import KEPT_BYTES, MOST_BYTES, SmallPicture, make_small


def file_of(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def opened(small: SmallPicture) -> Image.Image:
    return Image.open(io.BytesIO(small.content))


def png_that_says(width: int, height: int) -> bytes:
    """A file of a few bytes that says to be that large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_becomes_a_jpeg_of_at_most_1200_pixels(kind: str) -> None:
    small = make_small(file_of(Image.new("RGB", (2400, 1000), "green"), kind))

    assert (small.width, small.height, small.media_type) == (1200, 500, "image/jpeg")
    assert opened(small).format == "JPEG"
    assert opened(small).size == (1200, 500)


def test_small_picture_is_not_made_larger() -> None:
    assert opened(make_small(file_of(Image.new("RGB", (40, 30))))).size == (40, 30)


def test_where_and_when_it_was_taken_is_gone_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Camera van Fenna"
    exif.get_ifd(0x8825)[1] = "N"
    sent = file_of(Image.new("RGB", (300, 200), "red"), exif=exif, comment=b"geheim")
    assert b"Fenna" in sent

    small = make_small(sent)
    assert (small.width, small.height) == (200, 300)
    assert b"Fenna" not in small.content
    assert b"geheim" not in small.content
    assert dict(opened(small).getexif()) == {}


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16", "CMYK"])
def test_every_kind_of_colour_can_be_read(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert make_small(file_of(Image.new(mode, (20, 20)), kind)).width == 20


def test_what_is_transparent_becomes_white() -> None:
    small = make_small(file_of(Image.new("RGBA", (20, 20), (255, 0, 0, 0)), "PNG"))
    assert opened(small).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "sent",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"",
        b"\xff\xd8\xff\xe0 and then nothing",
        b"GIF89a" + bytes(40),
        b"%PDF-1.7",
        file_of(Image.new("RGB", (20, 20)), "GIF"),
        file_of(Image.new("RGB", (20, 20)), "TIFF"),
        file_of(Image.new("RGB", (400, 400)), "PNG")[:-60],
        file_of(Image.new("RGB", (400, 400)))[:300],
    ],
)
def test_what_is_no_jpeg_png_or_webp_is_refused(sent: bytes) -> None:
    with pytest.raises(BadInput, match="picture_unreadable"):
        make_small(sent)


@pytest.mark.parametrize("size", [(5200, 5200), (50_000, 50_000), (8000, 8000)])
def test_bomb_is_refused_by_what_it_says_before_it_is_read(size: tuple[int, int]) -> None:
    with pytest.raises(BadInput, match="picture_too_many_pixels"):
        make_small(png_that_says(*size))


def test_more_than_ten_megabytes_is_refused_whatever_it_is() -> None:
    with pytest.raises(BadInput, match="picture_too_large"):
        make_small(bytes(MOST_BYTES + 1))


def test_noise_is_kept_small_too() -> None:
    noise = Image.effect_noise((1200, 1200), 200).convert("RGB")
    assert len(make_small(file_of(noise, quality=95)).content) <= KEPT_BYTES
