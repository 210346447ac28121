"""Reports that were asked for, and PDFs as readers meet them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.models import ReportFile, ReportRun
from webapp.reports.actions.runs import Order
from webapp.reports.paper import Drawings
from webapp.reports.press import print_report, write_report
from webapp.reports.rules.asking import Wanted
from webapp.vocabulary import ReportState


def runs(records: Session) -> list[ReportRun]:
    """All reports that were asked for, the newest first."""
    found = records.scalars(select(ReportRun).order_by(ReportRun.id.desc()).execution_options(populate_existing=True))
    return list(found)


def become(records: Session, **values: Any) -> None:
    """What a worker would have made of all of them."""
    records.execute(update(ReportRun).values(**values))
    records.commit()


def finish(records: Session) -> str:
    """Make the newest one done, with a file; gives its key."""
    run = runs(records)[0]
    records.add(ReportFile(run_id=run.id, pdf=b"%PDF-x"))
    become(records, state=ReportState.DONE, progress=100, pages=2, finished_at=datetime.now(UTC))
    return run.key


@dataclass(frozen=True)
class Paper:
    """A PDF: its text without spaces, its language, title, outline, the words of its pictures, and its tags."""

    text: str
    language: str
    title: str
    outline: list[str]
    pictures: list[str]
    tags: set[str]
    is_tagged: bool


def printed(app: Flask, account_id: int, wanted: Wanted) -> Paper:
    """The report that an account would get, as a PDF."""
    told: list[int] = []
    pdf = print_report(app, Order(account_id, wanted), told.append).pdf
    assert told == sorted(told)
    return read(pdf)


def written(app: Flask, account_id: int, wanted: Wanted) -> str:
    """The words of the report that an account would get, not yet set in pages, without spaces."""
    drawings = Drawings(app.extensions["settings"].static_folder)
    html = write_report(app, Order(account_id, wanted), lambda _percent: None, drawings)
    assert all(f'src="{address}"' in html for address in drawings.found)
    return squeezed(BeautifulSoup(html, "html.parser").get_text())


def read(pdf: bytes) -> Paper:
    """A PDF as readers meet it."""
    reader = PdfReader(BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    pictures: list[str] = []
    tags: set[str] = set()
    _walk(root["/StructTreeRoot"], pictures, tags)
    return Paper(
        text=squeezed("".join(page.extract_text() for page in reader.pages)),
        language=str(root["/Lang"]),
        title=str(reader.metadata.title) if reader.metadata else "",
        outline=_titles(reader.outline),
        pictures=pictures,
        tags=tags,
        is_tagged=bool(root["/MarkInfo"]["/Marked"]),
    )


def squeezed(text: str) -> str:
    """A text without spaces, soft hyphens and the hyphens of broken lines."""
    return "".join(text.replace("\u00ad", "").replace("\u2010\n", "").split())


def _walk(node: Any, pictures: list[str], tags: set[str]) -> None:
    node = node.get_object() if hasattr(node, "get_object") else node
    if not isinstance(node, dict):
        return
    if "/S" in node:
        tags.add(str(node["/S"]))
    if "/Alt" in node:
        pictures.append(str(node["/Alt"]))
    kids = node.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        _walk(kid, pictures, tags)


def _titles(outline: list[Any]) -> list[str]:
    found: list[str] = []
    for each in outline:
        found += _titles(each) if isinstance(each, list) else [str(each.title)]
    return found
