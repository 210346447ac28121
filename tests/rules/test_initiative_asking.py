"""The signed address that asks whether an initiative is still right."""

from datetime import date, timedelta

from itsdangerous import URLSafeSerializer

from webapp.initiatives.asking import Asking, make_token, read_token

DAY = date(2026, 11, 22)
ASKING = Asking(initiative_id=7, account_id=3, asked_on=DAY)


def test_token_says_what_was_asked_for_120_days() -> None:
    token = make_token("geheim", ASKING)

    assert read_token("geheim", token, today=DAY) == ASKING
    assert read_token("geheim", token, today=DAY + timedelta(days=120)) == ASKING
    assert read_token("geheim", token, today=DAY + timedelta(days=121)) is None
    assert read_token("geheim", token, today=DAY - timedelta(days=1)) is None


def test_token_of_somebody_else_says_nothing() -> None:
    token = make_token("ander", ASKING)

    assert read_token("geheim", token, today=DAY) is None
    assert read_token("geheim", "onzin", today=DAY) is None
    assert read_token("geheim", token[:-1], today=DAY) is None


def test_token_of_ours_for_something_else_says_nothing() -> None:
    other = URLSafeSerializer("geheim", salt="iets-anders").dumps([7, 3, DAY.isoformat()])
    shorter = URLSafeSerializer("geheim", salt="klopt-nog").dumps([7])

    assert read_token("geheim", str(other), today=DAY) is None
    assert read_token("geheim", str(shorter), today=DAY) is None
