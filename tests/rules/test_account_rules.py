from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.accounts.rules import (
    IDLE_SESSION,
    LONGEST_SESSION,
    PATH_LENGTH,
    SECOND_FACTOR_WITHIN,
    browser_label,
    expires_at,
    normal_email,
    own_path,
)
from webapp.vocabulary import LinkPurpose

SITE = "https://missie050.example/inloggen"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def in_a_browser(target: str) -> str:
    """The host that a browser goes to from our site: it drops tabs and newlines and takes a backslash for a slash."""
    read = target.strip("".join(map(chr, range(33)))).replace("\t", "").replace("\n", "").replace("\r", "")
    return urlsplit(urljoin(SITE, read.replace("\\", "/"))).netloc


SIGNS = ("/", "//", "\\", "\t", "\n", "\r", "\x00", "@", ":", "?", "#", ".", "..", " ", "\u2028", "\ud800", "[", "]")
WORDS = ("https:", "javascript:", "evil.example", "%2f", "%5c", "%09", "/mijn", "é", "／")
TRICKS = st.lists(st.sampled_from(SIGNS + WORDS), max_size=8).map("".join)


@given(st.one_of(TRICKS, st.text(max_size=30), st.text(max_size=30).map("/".__add__)))
@example("//evil.example")
@example("/\\evil.example")
@example("/\t/evil.example")
@example("\n//evil.example")
@example("/\n/evil.example")
@example("https://evil.example")
@example("https:evil.example")
@example("javascript:alert(1)")
@example("/.//evil.example")
@example("/..//evil.example")
@example("/@evil.example")
@example("/%2f/evil.example")
@example("/%5cevil.example")
@example("//missie050.example@evil.example")
@property_test(2000)
def test_what_passes_for_an_own_path_stays_at_our_host(path: str) -> None:
    passed = own_path(path)

    assert passed in (None, path)
    if passed is not None:
        assert passed.startswith("/")
        assert passed.isascii()
        assert passed.isprintable()
        assert in_a_browser(passed) == "missie050.example"


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example"])
def test_leads_elsewhere(path: str) -> None:
    assert own_path(path) is None


@pytest.mark.parametrize("path", ["mijn", " /mijn", "/mijn\n", "/a b", "/é", "", None, "/" + "a" * PATH_LENGTH])
def test_is_no_own_path(path: str | None) -> None:
    assert own_path(path) is None


@pytest.mark.parametrize(
    "path",
    ["/", "/mijn", "/wijken/selwerd?op=2024-01-01&taal=en", "/zoek?q=de%20wijert", "/" + "a" * (PATH_LENGTH - 1)],
)
def test_is_an_own_path(path: str) -> None:
    assert own_path(path) == path


def test_links_and_sessions_last_as_long_as_was_agreed() -> None:
    assert {purpose: expires_at(purpose, NOW) - NOW for purpose in LinkPurpose} == {
        LinkPurpose.SIGN_IN: timedelta(minutes=30),
        LinkPurpose.PASSWORD_RESET: timedelta(minutes=30),
        LinkPurpose.INVITATION: timedelta(days=7),
        LinkPurpose.REGISTRATION: timedelta(days=1),
    }
    assert (timedelta(minutes=30), timedelta(hours=12)) == (IDLE_SESSION, LONGEST_SESSION)
    assert timedelta(minutes=10) == SECOND_FACTOR_WITHIN


@given(st.text(max_size=40))
@property_test()
def test_address_has_one_spelling(typed: str) -> None:
    once = normal_email(typed)

    assert normal_email(f"  {typed}\t") == once
    assert normal_email(once) == once


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; x64) Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15) AppleWebKit/605 Version/19.0 Safari/605", "Safari, Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604", "Safari, iPhone"),
        ("curl/8", ""),
        ("", ""),
        ("<script>" * 1000, ""),
    ],
)
def test_browser_is_called_by_its_kind(agent: str, label: str) -> None:
    assert browser_label(agent) == label
