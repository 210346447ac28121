"""What a visit weighs, in bytes as they travel."""

import gzip
import re

import brotli
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.web.made_rows import add_neighbourhood

PAGE_BYTES = 15_000
VISIT_BYTES = 350_000
PAGES = [
    "/",
    "/?taal=en",
    "/?op=2022-01-01&wijk=selwerd",
    "/wijken/selwerd",
    "/wijken/vinkhuizen?taal=en",
    "/zoek?q=e",
    "/over",
    "/wijken/selwerd/bericht",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_page_weighs_15_kilobytes_at_most(app: Flask, path: str, encoding: str) -> None:
    response = app.test_client().get(path, headers={"Accept-Encoding": encoding})

    assert response.headers["Content-Encoding"] == encoding
    assert len(response.data) <= PAGE_BYTES


def test_page_of_one_neighbourhood_does_not_grow_with_the_city(records: Session, app: Flask) -> None:
    def weight() -> int:
        return len(app.test_client().get("/wijken/selwerd").data)

    before = weight()
    for number in range(40):
        add_neighbourhood(records, slug=f"proef-{number}", name=f"Proefwijk {number}", west=200_000 + 500 * number)
    records.commit()

    assert abs(weight() - before) < 100


@pytest.mark.parametrize("path", ["/", "/wijken/selwerd"])
def test_everything_that_a_first_visit_loads_weighs_350_kilobytes_at_most(app: Flask, path: str) -> None:
    client = app.test_client()
    page = client.get(path)
    prefix = re.escape(str(app.jinja_env.globals["static_url"]("")))
    wanted = set(re.findall(rf'"({prefix}[^"]+)"', page.text))
    seen: dict[str, int] = {}
    while wanted:
        url = wanted.pop()
        response = client.get(url)
        body = response.data
        response.close()
        seen[url] = len(body) if url.endswith("woff2") else len(gzip.compress(body))
        folder = url.rpartition("/")[0]
        if url.endswith((".css", ".mjs")):
            for each in re.findall(r'(?:url\(|from |import )"(\.[^"]+)"', body.decode()):
                parts = folder.split("/")
                for part in each.split("/"):
                    parts = parts[:-1] if part == ".." else parts if part == "." else [*parts, part]
                if "/".join(parts) not in seen and not each.endswith(".png"):
                    wanted.add("/".join(parts))
    data = client.get("/kaart/wijken.geojson").data
    total = sum(seen.values()) + len(brotli.compress(page.data, quality=4)) + len(gzip.compress(data))

    assert any(url.endswith("woff2") for url in seen)
    assert any(url.endswith("leaflet.js") for url in seen)
    assert total <= VISIT_BYTES, seen
