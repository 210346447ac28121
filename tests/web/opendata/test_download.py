"""The files of a release, as they were made."""

from hashlib import sha256

from sqlalchemy.orm import Session

from tests.release_making import made_release
from tests.web.conftest import Visitor

FILES = {
    "missie050.gpkg": "application/geopackage+sqlite3",
    "buurten.csv": "text/csv",
    "metadata.json": "application/ld+json",
}


def test_files_are_sent_whole_with_their_checksums_as_tags(visitor: Visitor, records: Session) -> None:
    head = made_release(records)
    for name, media_type in FILES.items():
        address = f"/open-data/{head.version}/{name}"
        response = visitor.client.get(address)
        assert (response.status_code, response.mimetype) == (200, media_type)
        etag = response.headers["ETag"].strip('"')
        assert sha256(response.data).hexdigest() == etag
        assert response.headers["Content-Disposition"] == f'attachment; filename="missie050-{head.version}-{name}"'
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert visitor.client.get(address, headers={"If-None-Match": f'"{etag}"'}).status_code == 304


def test_file_that_is_not_there_is_a_404(visitor: Visitor, records: Session) -> None:
    made_release(records)
    for path in ("2026-11.1-demo/nee.csv", "2026-11.1/buurten.csv", "x/buurten.csv", "2026-11.1-demo/NEE"):
        assert visitor.client.get(f"/open-data/{path}").status_code == 404
