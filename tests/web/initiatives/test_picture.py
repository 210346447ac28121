"""A picture by its key: small, without what a camera adds, and kept by browsers for good."""

import io
from datetime import UTC, datetime

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from tests.web.conftest import Visitor
from tests.web.initiatives.registering import NEW, filled, picture, stands
from webapp.initiatives.pictures import SmallPicture, keep_picture
from webapp.models import Picture


def test_picture_is_kept_small_and_shown_by_its_key(records: Session, visitor: Visitor) -> None:
    sent = filled(picture=picture((2000, 1000), "JPEG", "../../evil.svg"), picture_alt="Tafel", title="")
    (key,) = stands(visitor.submit(NEW, sent, status=422))["picture_key"]

    answer = visitor.client.get(f"/initiatieven/foto/{key}")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert len(answer.data) < 100_000
    assert Image.open(io.BytesIO(answer.data)).size == (1200, 600)
    assert records.get_one(Picture, key).width == 1200


def test_answer_is_kept_by_browsers_and_is_of_nobody(records: Session, visitor: Visitor) -> None:
    key = keep_picture(records, SmallPicture(b"beeld", 4, 3), now=datetime(2026, 11, 22, tzinfo=UTC))
    records.commit()
    answer = visitor.client.get(f"/initiatieven/foto/{key}")
    assert answer.data == b"beeld"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("key", ["onbekend", "..", "%2e%2e%2fetc", "a" * 500, "' OR 1=1"])
def test_key_that_is_none_is_not_found(visitor: Visitor, key: str) -> None:
    visitor.visit(f"/initiatieven/foto/{key}", status=404)
