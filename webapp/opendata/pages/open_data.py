"""The public pages of releases, their files, and asking for one."""

from dataclasses import dataclass

from webapp.errors import NotFound
from webapp.extensions import db
from webapp.opendata.actions.asking import Asked, find_asked
from webapp.opendata.queries.releases import (
    FileHead,
    ReleaseHead,
    find_file,
    find_release,
    list_files,
    list_releases,
)
from webapp.opendata.rules.releases import FILE_NAME, VERSION
from webapp.opendata.sessions import open_as
from webapp.vocabulary import Reader


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """A release and its files."""

    head: ReleaseHead
    files: tuple[FileHead, ...]


@dataclass(frozen=True, slots=True)
class OpenDataPage:
    """The newest release, and all there are; `newest` is None while there is none."""

    newest: ReleasePage | None
    releases: tuple[ReleaseHead, ...]
    ogc_address: str


@dataclass(frozen=True, slots=True)
class MakingPage:
    """What was asked last, and what there is."""

    asked: Asked | None
    newest: ReleaseHead | None


def open_data_page(public_url: str) -> OpenDataPage:
    """All releases, and the newest with its files."""
    with open_as(Reader.PUBLIC) as session:
        heads = list_releases(session)
        newest = ReleasePage(heads[0], list_files(session, heads[0].id)) if heads else None
    return OpenDataPage(newest, heads, f"{public_url.rstrip('/')}/ogc")


def release_page(version: str) -> ReleasePage:
    """One release; raises `NotFound` code `release_unknown_version`."""
    with open_as(Reader.PUBLIC) as session:
        head = find_release(session, version) if VERSION.fullmatch(version) else None
        if head is None:
            raise NotFound("release_unknown_version", value=version[:20])
        return ReleasePage(head, list_files(session, head.id))


def release_file(version: str, name: str) -> tuple[FileHead, bytes]:
    """A file of a release; raises `NotFound` code `release_unknown_version`."""
    found = None
    if VERSION.fullmatch(version) and FILE_NAME.fullmatch(name):
        with open_as(Reader.PUBLIC) as session:
            found = find_file(session, version, name)
    if found is None:
        raise NotFound("release_unknown_version", value=version[:20])
    return found


def making_page() -> MakingPage:
    """What a coordinator of the city asked for, and the newest release."""
    with open_as(Reader.PUBLIC) as session:
        newest = find_release(session)
    return MakingPage(find_asked(db.session), newest)
