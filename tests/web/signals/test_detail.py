from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.signal_making import make_bundle, make_signal
from tests.web.conftest import Visitor
from tests.web.people.browsing import problems
from tests.web.signals.asking import filled_in
from webapp.models import Signal

LIKE = "Op het spreekuur wachten gezinnen drie maanden op hulp bij schulden."


def path_of(signal: Signal) -> str:
    return f"/signalen/werk/{signal.key}"


def test_city_sees_who_raised_it_and_what_looks_like_it(records: Session, city: Visitor, member: int) -> None:
    signal = make_signal(records, by=member)
    other = make_signal(records, slug="selwerd", words=LIKE)
    unlike = make_signal(records, theme="groen", slug="haren", words="De binnentuin is helemaal betegeld.")
    taken = make_bundle(records)
    path, alike, far = path_of(signal), other.key, unlike.key
    records.commit()

    page = city.visit(path)

    assert "Aafke Ziet" in page.text
    assert {str(each["value"]) for each in page.soup.select("input[type=checkbox]")} == {alike}
    assert far not in page.text
    assert taken.title in page.text


def test_neighbourhood_reads_it_without_who_raised_it_and_handles_nothing(
    records: Session, local: Visitor, member: int
) -> None:
    signal, there = make_signal(records, by=member), make_signal(records, slug="selwerd")
    path, elsewhere = path_of(signal), path_of(there)
    records.commit()

    page = local.visit(path)
    assert "Aafke" not in page.text
    assert page.soup.select("form.form") == []
    local.submit(path, filled_in(1, reason="Weg ermee"), status=404)
    local.visit(elsewhere, status=404)


def test_signal_is_closed_with_a_reason_and_opened_again(records: Session, city: Visitor) -> None:
    path = path_of(make_signal(records))
    records.commit()
    assert set(problems(city.submit(path, filled_in(1, reason=""), status=422))) == {"reason"}
    assert "gewijzigd" in city.submit(path, filled_in(7, reason="Het is al opgelost."), status=409).text

    city.submit(path, filled_in(1, reason="Het is al opgelost."), status=303)
    assert "Het is al opgelost." in city.visit(path).text
    assert records.scalars(select(Signal.closed_on)).one() == TODAY
    city.submit(path, filled_in(2, doe="heropen"), status=303)
    records.expire_all()
    assert records.scalars(select(Signal.closed_because)).one() == ""
    city.submit(path, filled_in(3, doe="heropen"), status=422)


def test_signal_from_long_ago_stays_readable_when_nobody_knows_whose_it_was(records: Session, city: Visitor) -> None:
    path = path_of(make_signal(records, raised_on=TODAY - timedelta(days=800)))
    records.commit()
    assert "Wie dit gaf, is niet (meer) bekend." in city.visit(path).text
