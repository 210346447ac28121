from datetime import timedelta

from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.signal_making import make_bundle, make_item, make_role, make_signal
from tests.web.conftest import SignIn, Visitor
from webapp.vocabulary import BodyAnswer, Role

PATH = "/signalen"


def test_who_raised_a_signal_sees_how_it_stands_and_the_answer(records: Session, seer: Visitor, member: int) -> None:
    make_signal(records, by=member, words="De bus rijdt niet meer na zes uur.")
    make_signal(records, words="Dit zag iemand anders in dezelfde wijk.")
    bundle = make_bundle(records, signals=0, title="Intern: titel van de bundel")
    make_signal(records, by=member, bundle=bundle, words="Mensen wachten drie maanden op hulp.")
    make_signal(records, bundle=bundle, slug="selwerd", words="Ook hier wachten mensen heel lang.")
    make_item(records, bundle, outcome=BodyAnswer.ANSWERED, answer="Er komt een spreekuur in elke wijk.")
    records.commit()

    text = seer.visit(PATH).text

    assert "De bus rijdt niet meer na zes uur." in text
    assert "Er komt een spreekuur in elke wijk." in text
    assert "Proefoverleg pakt dit op" in text
    for hidden in ("Dit zag iemand anders", "Ook hier wachten", "Intern: titel"):
        assert hidden not in text


def test_reason_of_a_signal_that_was_closed_is_told_to_who_raised_it(
    records: Session, seer: Visitor, member: int
) -> None:
    make_signal(
        records,
        by=member,
        raised_on=TODAY - timedelta(days=9),
        closed_on=TODAY,
        closed_because="Er is al een bezoekgroep begonnen.",
    )
    records.commit()

    page = seer.visit(PATH)

    assert "Er is al een bezoekgroep begonnen." in page.text
    assert page.soup.select_one("a[href*='/signalen/mijn/']") is None


def test_pages_of_signals_are_not_there_for_who_may_not_raise_any(records: Session, sign_in: SignIn) -> None:
    viewer, trainee = (make_role(records, each) for each in (Role.MUNICIPALITY_VIEWER, Role.GROUP_TRAINEE))
    records.commit()
    for account in (viewer, trainee):
        browser = sign_in(account)
        for path in (PATH, "/signalen/nieuw", "/signalen/werk", "/signalen/trends", "/signalen/lessen"):
            browser.visit(path, status=404)
