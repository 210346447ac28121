"""Mailed links: one use, one purpose, one browser, a few guesses."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.accounts.links import (
    LinkMail,
    LinkMaker,
    count_guess,
    needs_digits,
    post_link,
    spend_link,
    spend_other_links,
)
from webapp.accounts.queries import find_live_link
from webapp.accounts.rules import LINK_ATTEMPTS, LINK_LASTS
from webapp.errors import DomainError
from webapp.models import EmailLink, OutboxMail
from webapp.tokens import hash_of
from webapp.vocabulary import LinkPurpose

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = b"k" * 32
MAKER = LinkMaker(KEY, "https://missie050.example", "/inloggen/link")
MAIL = LinkMail("Inloggen", "Klik hier:\n\n{link}\n")
EMAIL, BROWSER = "aaf@example.nl", "geheim-van-de-browser"


def post(
    session: Session, *, purpose: LinkPurpose = LinkPurpose.SIGN_IN, browser: str | None = BROWSER, email: str = EMAIL
) -> tuple[str, str]:
    """Mail a link; gives its token and digits."""
    digits = post_link(session, MAKER, purpose, email, MAIL, now=NOW, browser_token=browser).digits
    body = session.scalars(select(OutboxMail.body).order_by(OutboxMail.id.desc()).limit(1)).one()
    return body.split("/inloggen/link/")[1].split()[0], digits


def live(
    session: Session, token: str, *, purpose: LinkPurpose = LinkPurpose.SIGN_IN, now: datetime = NOW
) -> EmailLink | None:
    session.expire_all()
    return find_live_link(session, hash_of(token), purpose, now=now)


def spend(session: Session, token: str, *, browser: str | None = BROWSER, digits: str = "") -> None:
    link = live(session, token)
    assert link is not None
    spend_link(session, link, now=NOW, key=KEY, token=token, browser_token=browser, digits=digits)


def code_of(error: pytest.ExceptionInfo[DomainError]) -> str:
    return error.value.code


def test_mail_and_link_are_written_and_the_token_is_kept_as_a_hash(session: Session) -> None:
    token, digits = post(session)
    link = session.scalars(select(EmailLink)).one()
    mail = session.scalars(select(OutboxMail)).one()

    assert mail.body == f"Klik hier:\n\nhttps://missie050.example/inloggen/link/{token}\n"
    assert (mail.recipient, mail.subject) == (EMAIL, "Inloggen")
    row = session.execute(text("SELECT to_jsonb(email_link)::text FROM email_link")).scalar_one()
    for secret in (token, BROWSER, token.encode().hex(), BROWSER.encode().hex(), digits.encode().hex()):
        assert secret not in row
    assert (link.attempts, link.used_at, link.next_path) == (0, None, None)


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_link_lives_as_long_as_its_purpose(session: Session, purpose: LinkPurpose) -> None:
    token, _ = post(session, purpose=purpose)
    lasts = LINK_LASTS[purpose]

    assert live(session, token, purpose=purpose, now=NOW + lasts - timedelta(seconds=1)) is not None
    assert live(session, token, purpose=purpose, now=NOW + lasts) is None


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_link_serves_one_purpose(session: Session, purpose: LinkPurpose) -> None:
    token, _ = post(session, purpose=purpose)

    assert {each for each in LinkPurpose if live(session, token, purpose=each)} == {purpose}


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", "x" * 100_000])
def test_unknown_token_finds_nothing(session: Session, token: str) -> None:
    post(session)

    assert live(session, token) is None


def test_link_is_spent_once(session: Session) -> None:
    token, _ = post(session)
    link = live(session, token)
    assert link is not None
    spend(session, token)
    assert live(session, token) is None

    with pytest.raises(DomainError) as refused:
        spend_link(session, link, now=NOW, key=KEY, token=token, browser_token=BROWSER)
    assert code_of(refused) == "link_spent"


def test_link_that_runs_out_while_the_form_is_sent_is_spent(session: Session) -> None:
    token, _ = post(session)
    link = live(session, token)
    assert link is not None

    with pytest.raises(DomainError) as refused:
        spend_link(session, link, now=NOW + timedelta(minutes=31), key=KEY, token=token, browser_token=BROWSER)
    assert code_of(refused) == "link_spent"


def test_asking_browser_needs_no_digits_and_others_do(session: Session) -> None:
    token, _ = post(session)
    link = live(session, token)
    assert link is not None

    assert [needs_digits(link, browser) for browser in (BROWSER, "andere", "", None)] == [False, True, True, True]


def test_invitation_belongs_to_no_browser(session: Session) -> None:
    post(session, purpose=LinkPurpose.INVITATION, browser=None)
    link = session.scalars(select(EmailLink)).one()

    assert not needs_digits(link, None)
    assert (link.browser_hash, link.check_hash) == (None, None)


@pytest.mark.parametrize("browser", ["andere", None])
def test_right_digits_do_in_another_browser(session: Session, browser: str | None) -> None:
    token, digits = post(session)
    for wrong in ("", "x", f"{(int(digits) + 1) % 10_000:04}", f"{digits}0"):
        with pytest.raises(DomainError) as refused:
            spend(session, token, browser=browser, digits=wrong)
        assert code_of(refused) == "digits_wrong"

    spend(session, token, browser=browser, digits=f" {digits} ")
    assert live(session, token) is None


def test_digits_of_another_link_do_not_do(session: Session) -> None:
    token, digits = post(session)
    other, other_digits = post(session, email="ander@example.nl")
    while digits == other_digits:
        other, other_digits = post(session, email="ander@example.nl")

    with pytest.raises(DomainError):
        spend(session, token, browser=None, digits=other_digits)
    spend(session, other, browser=None, digits=other_digits)


def test_error_tells_how_many_guesses_are_left(session: Session) -> None:
    token, digits = post(session)
    wrong = f"{(int(digits) + 1) % 10_000:04}"
    left = []
    for _ in range(LINK_ATTEMPTS):
        link = live(session, token)
        assert link is not None
        with pytest.raises(DomainError) as refused:
            spend(session, token, browser=None, digits=wrong)
        count_guess(session, link.id)
        left.append(refused.value.detail["attempts_left"])

    assert left == [4, 3, 2, 1, 0]
    assert live(session, token) is None


def test_sixth_guess_is_not_heard(session: Session) -> None:
    token, _ = post(session)
    link = live(session, token)
    assert link is not None
    for _ in range(LINK_ATTEMPTS):
        count_guess(session, link.id)

    with pytest.raises(DomainError) as refused:
        count_guess(session, link.id)
    assert code_of(refused) == "link_spent"
    assert session.scalars(select(EmailLink.attempts)).one() == LINK_ATTEMPTS


def test_other_links_of_the_same_kind_to_the_same_address_are_used_up(session: Session) -> None:
    reset = LinkPurpose.PASSWORD_RESET
    same = post(session, purpose=reset)[0]
    other_kind, other_address = post(session)[0], post(session, purpose=reset, email="ander@example.nl")[0]
    spend_other_links(session, EMAIL, reset, now=NOW)

    assert live(session, same, purpose=reset) is None
    assert live(session, other_kind) is not None
    assert live(session, other_address, purpose=reset) is not None


def test_two_links_never_share_a_token(session: Session) -> None:
    tokens = {post(session)[0] for _ in range(20)}

    assert len(tokens) == 20
    duplicate = text("UPDATE email_link SET token_hash = (SELECT token_hash FROM email_link LIMIT 1)")
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(duplicate)
