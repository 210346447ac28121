from dataclasses import replace
from datetime import time, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.initiative_making import make_content, make_initiative, make_task, make_waiting
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.moderation.coordinators import (
    BEIJUM,
    QUEUE,
    account_for,
    approve,
    coordinator,
    give_back,
    make_changed,
)
from tests.web.statements import counted
from webapp.initiatives.content import Effect, Link
from webapp.models import ReviewPresence
from webapp.vocabulary import EffectDirection, InitiativeLayer, Reach


def told(page: Page) -> dict[str, list[str]]:
    """What the version says, by the label of its field."""
    found = {}
    for field in page.soup.select(".review-told__field"):
        label = field.dt.find(string=True, recursive=False)  # type: ignore[union-attr]  # it is there
        found[str(label).strip()] = [line.get_text(" ", strip=True) for line in field.select("dd")]
    return found


def differences(page: Page) -> dict[str, tuple[str, str, str]]:
    """Remark, old and new side, by the label of the field; what went between -- and what came between ++."""
    for mark, tag in (("--", "del"), ("++", "ins")):
        for each in page.soup.select(f".review-change {tag}"):
            each.string = f"{mark}{each.get_text().partition(':')[2].strip()}{mark}"
    found = {}
    for each in page.soup.select(".review-change"):
        name = each.h3
        assert name is not None
        remark = name.span.extract().get_text(strip=True) if name.span else ""
        sides = [
            " | ".join(" ".join(line.get_text().split()) for line in side.select("li")) or "niets"
            for side in each.select(".review-change__side")
        ]
        found[name.get_text(strip=True)] = (remark, *sides)
    return found  # type: ignore[return-value]  # two sides each


def test_new_one_is_shown_as_it_will_be(records: Session, sign_in: SignIn) -> None:
    content = make_content(
        "Samen eten",
        layer=InitiativeLayer.BOTH,
        faith="We bidden voor het eten.",
        themes=("samen-eten", "groen"),
        effects=(Effect("eenzaamheid", EffectDirection.LESS),),
        tasks=(make_task("koken", each_time=True, until=TODAY),),
        links=(Link("https://voorbeeld.nl", "Meer"),),
        starts_on=TODAY + timedelta(days=2),
        starts_at=time(10),
        minutes=120,
    )
    waiting = make_waiting(records, content)
    records.commit()
    page = coordinator(records, sign_in, "selwerd").visit(f"{QUEUE}/{waiting.slug}")
    found = told(page)
    assert found["Titel"] == ["Samen eten"]
    assert found["Waar"] == ["Eikenlaan", "Selwerd"]
    assert found["Wanneer"] == ["Eén keer, di 24 november 2026 van 10.00 tot 12.00"]
    assert found["Hulp die welkom is"] == [
        "Helpen met koken: 60 minuten, elke keer 2 mensen, tot en met 22 november 2026"
    ]
    assert found["Links"] == ["Meer (https://voorbeeld.nl)"]
    assert found["Missionaire kant"] == ["We bidden voor het eten."]
    assert found["Thema’s"][0].endswith("(hoofdthema)")
    assert len(found["Thema’s"]) == 2
    assert found["Wat het hoopt te bereiken"] == ["minder: Eenzaamheid"]
    marked = page.soup.select(".review-told__field--faith dt")
    assert [each.get_text(" ", strip=True) for each in marked] == [
        "Missionaire kant alleen voor wie is ingelogd, nooit voor de gemeente"
    ]


def test_change_is_shown_beside_what_stands_there_word_by_word(records: Session, sign_in: SignIn) -> None:
    old = make_content("Breicafé", tasks=(make_task("koffie", until=TODAY),), themes=("samen-eten",))
    new = replace(
        old,
        title="Breicafé de Naald",
        description="We koken en breien samen. Je kunt zo aanschuiven.",
        lat=53.2337,
        themes=("samen-eten", "groen"),
        tasks=(replace(old.tasks[0], minutes=90),),
        links=(Link("https://voorbeeld.nl", "Meer"),),
        for_whom="",
    )
    changed = make_changed(records, old, new)
    page = coordinator(records, sign_in, "selwerd").visit(f"{QUEUE}/{changed.slug}")
    assert "Even bijgewerkt" in page.text
    found = differences(page)
    assert found["Titel"] == ("gewijzigd", "Breicafé", "Breicafé ++de Naald++")
    assert found["Wat er gebeurt"] == (
        "gewijzigd",
        "We koken en --eten-- samen. Je kunt zo aanschuiven.",
        "We koken en ++breien++ samen. Je kunt zo aanschuiven.",
    )
    assert found["Voor wie"] == ("weggehaald", "--Voor iedereen uit de buurt--", "niets")
    assert found["Links"] == ("erbij gekomen", "niets", "++Meer (https://voorbeeld.nl)++")
    assert found["Waar"][0] == "110 m verplaatst"
    assert "--60--" in found["Hulp die welkom is"][1]
    assert "++90++" in found["Hulp die welkom is"][2]
    assert "Wie het organiseert" not in found
    assert told(page)["Wie het organiseert"] == ["Buren van de Eikenlaan"]
    assert "Titel" not in told(page)


def test_what_went_and_came_is_said_in_words_too(records: Session, sign_in: SignIn) -> None:
    changed = make_changed(records, make_content("Breien"), make_content("Haken"))
    page = coordinator(records, sign_in, "selwerd").visit(f"{QUEUE}/{changed.slug}")
    assert [each.get_text() for each in page.soup.select("del, ins")] == ["weggehaald:\xa0Breien", "nieuw:\xa0Haken"]


def test_change_of_place_tells_the_neighbourhoods(records: Session, sign_in: SignIn) -> None:
    changed = make_changed(
        records,
        make_content(),
        make_content(reach=Reach.NEIGHBOURHOODS, lon=None, lat=None, neighbourhoods=("selwerd", "paddepoel")),
    )
    page = coordinator(records, sign_in, "selwerd").visit(f"{QUEUE}/{changed.slug}")
    assert "Paddepoel" in differences(page)["Waar"][2]


def test_coordinator_elsewhere_finds_nothing_there(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records)
    records.commit()
    path = f"{QUEUE}/{waiting.slug}"
    coordinator(records, sign_in, "beijum").visit(path, status=404)
    coordinator(records, sign_in, "selwerd").visit(path)
    coordinator(records, sign_in).visit(path)
    coordinator(records, sign_in).visit(f"{QUEUE}/bestaat-niet", status=404)


def test_own_words_can_be_read_and_not_decided(records: Session, sign_in: SignIn) -> None:
    account = account_for(records, "selwerd")
    waiting = make_waiting(records, by=account.id)
    records.commit()
    page = sign_in(account.id).visit(f"{QUEUE}/{waiting.slug}")
    assert "Dit schreef je zelf." in page.text
    assert page.soup.select(".review-decide form") == []
    other = coordinator(records, sign_in, "selwerd").visit(f"{QUEUE}/{waiting.slug}")
    assert len(other.soup.select(".review-decide form")) == 2


def test_what_moves_elsewhere_is_told_before_somebody_tries(records: Session, sign_in: SignIn) -> None:
    changed = make_changed(records, make_content(), make_content(**BEIJUM))
    path = f"{QUEUE}/{changed.slug}"
    local = coordinator(records, sign_in, "selwerd").visit(path)
    assert "Hierna ligt dit buiten jouw wijk." in local.text
    assert "Keur de wijziging goed" not in local.text
    assert "Keur de wijziging goed" in coordinator(records, sign_in, "beijum").visit(path).text


def test_what_points_to_people_in_the_words_is_pointed_out(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records, make_content(description="Bel Jan op 06-12345678, hij heeft een depressie gehad."))
    records.commit()
    local = coordinator(records, sign_in, "selwerd")
    page = local.visit(f"{QUEUE}/{waiting.slug}")
    hints = [each.get_text(strip=True) for each in page.soup.select(".notice--stale li")]
    assert hints == ["een telefoonnummer", "iets over iemands gezondheid"]
    plain = make_waiting(records, make_content("Gewoon"))
    records.commit()
    assert local.visit(f"{QUEUE}/{plain.slug}").soup.select(".notice--stale") == []


def test_lookalikes_of_own_can_be_laid_beside_it_others_be_looked_at(records: Session, sign_in: SignIn) -> None:
    make_initiative(records, make_content("Samen eten in de buurt", reach=Reach.CITY, lon=None, lat=None))
    near = make_waiting(records, make_content("Samen eten in de buurt!"))
    waiting = make_waiting(records, make_content("Samen eten in de buurt?", lat=53.2337))
    records.commit()
    page = coordinator(records, sign_in, "selwerd").visit(f"{QUEUE}/{waiting.slug}")
    links = [str(each["href"]) for each in page.soup.select(".review-alike a")]
    assert f"{QUEUE}/{waiting.slug}/samenvoegen?met={near.slug}" in links
    assert "/initiatieven/samen-eten-in-de-buurt" in links
    assert "op 110 m" in page.text


def test_opening_tells_others_and_leaving_it_for_another_too(records: Session, sign_in: SignIn) -> None:
    one, other = make_waiting(records, make_content("Een")), make_waiting(records, make_content("Ander"))
    records.commit()
    noor, bo = coordinator(records, sign_in, "selwerd"), coordinator(records, sign_in, name="Bo")
    assert "kijkt hier nu ook" not in noor.visit(f"{QUEUE}/{one.slug}").text
    assert "Noor kijkt hier nu ook naar." in bo.visit(f"{QUEUE}/{one.slug}").text
    noor.visit(f"{QUEUE}/{other.slug}")
    assert "Noor kijkt" not in bo.visit(f"{QUEUE}/{one.slug}").text


def test_what_was_decided_is_told_and_nobody_counts_as_looking(records: Session, sign_in: SignIn) -> None:
    waiting = make_waiting(records)
    records.commit()
    noor, bo = coordinator(records, sign_in, "selwerd"), coordinator(records, sign_in, name="Bo")
    give_back(noor, waiting.slug, "Waar is het precies?")
    records.commit()
    path = f"{QUEUE}/{waiting.slug}"
    seen = bo.visit(path)
    assert "Een collega: teruggestuurd" in seen.text
    assert "Waar is het precies?" in seen.text
    assert seen.soup.select(".review-decide") == []
    assert "Jij: teruggestuurd" in noor.visit(path).text
    assert records.scalars(select(ReviewPresence)).all() == []


def test_who_wrote_it_is_not_told(records: Session, sign_in: SignIn) -> None:
    author = account_for(records, "beijum", name="Geheime Schrijver")
    waiting = make_waiting(records, by=author.id)
    records.commit()
    body = coordinator(records, sign_in, "selwerd").visit(f"{QUEUE}/{waiting.slug}").response.get_data(as_text=True)
    assert "Buren van de Eikenlaan" in body
    assert "Geheime" not in body
    assert author.email not in body


def test_statements_do_not_grow_with_what_is_there(app: Flask, records: Session, sign_in: SignIn) -> None:
    changed = make_changed(records, make_content("Samen eten"), make_content("Samen eten!"))
    local: Visitor = coordinator(records, sign_in, "selwerd")

    def statements() -> int:
        with counted(app) as sent:
            local.visit(f"{QUEUE}/{changed.slug}")
        return len([each for each in sent if not each.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))])

    before = statements()
    for number in range(10):
        make_waiting(records, make_content(f"Samen eten {number}"))
    records.commit()
    approve(coordinator(records, sign_in), changed.slug, 2)
    make_changed(records, make_content("Nog een"), make_content("En nog een"))
    assert statements() <= before <= 17


def drawn(page: Page) -> tuple[int, int, str]:
    """How many neighbourhoods the drawing marks, how many pins it has, and what is said under it."""
    caption = page.soup.select_one(".review-sketch figcaption")
    assert caption is not None
    areas, pins = page.soup.select(".review-sketch__area--in"), page.soup.select(".review-sketch__pin")
    return len(areas), len(pins), " ".join(caption.get_text().split())


def test_drawing_shows_where_it_is_and_where_it_was(records: Session, sign_in: SignIn) -> None:
    new = make_waiting(records, make_content("Nieuw"))
    moved = make_changed(records, make_content("Verhuist"), make_content("Verhuist", lat=53.2337))
    both = make_content("Twee wijken", reach=Reach.NEIGHBOURHOODS, lon=None, lat=None)
    two = make_waiting(records, replace(both, neighbourhoods=("selwerd", "paddepoel")))
    everywhere = make_waiting(records, replace(both, title="Overal", reach=Reach.CITY))
    records.commit()
    city = coordinator(records, sign_in)
    assert drawn(city.visit(f"{QUEUE}/{new.slug}")) == (1, 1, "In Selwerd.")
    assert drawn(city.visit(f"{QUEUE}/{moved.slug}"))[:2] == (1, 2)
    assert drawn(city.visit(f"{QUEUE}/{two.slug}")) == (2, 0, "In Paddepoel, Selwerd.")
    assert city.visit(f"{QUEUE}/{everywhere.slug}").soup.select(".review-sketch") == []
