import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.asset_making import make_asset, place_id, theme_id
from tests.factories import make_account
from tests.web.assets.keeping import coordinator, typed
from tests.web.conftest import SignIn, Visitor
from webapp.models import Asset, AssetEffect
from webapp.vocabulary import AssetKind, EffectCertainty, EffectDirection

PATH = "/assets/nieuw"


def kept(records: Session, slug: str) -> Asset | None:
    records.expire_all()
    return records.scalar(select(Asset).where(Asset.slug == slug))


def test_coordinator_adds_an_asset_where_the_pin_stands(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    assert browser.visit(PATH).soup.select_one("input[name=is_public][checked]")
    sent = typed(
        records,
        capacity="25",
        opening=["0-morning", "2-evening"],
        **{
            "effects-theme": [str(theme_id(records, "eenzaamheid")), ""],
            "effects-direction": ["less", "more"],
            "effects-certainty": ["seen", "claimed"],
            "effects-since": ["2024-05-01", ""],
            "effects-source": ["Buren", ""],
        },
    )
    answer = browser.submit(PATH, sent, status=303).response
    assert answer.location == "/assets/buurttuin-de-eik?bewaard=nieuw"
    asset = kept(records, "buurttuin-de-eik")
    assert asset is not None
    assert (asset.kind, asset.capacity, asset.is_public) == (AssetKind.PLACES, 25, True)
    assert asset.neighbourhood_id == place_id(records, "selwerd")
    effects = records.scalars(select(AssetEffect).where(AssetEffect.asset_id == asset.id)).all()
    assert [(each.direction, each.certainty, each.source) for each in effects] == [
        (EffectDirection.LESS, EffectCertainty.SEEN, "Buren")
    ]
    page = browser.visit(answer.location)
    assert "Het staat erbij." in page.text
    assert "maandag: ochtend; woensdag: avond" in page.text


def test_gifts_of_one_person_are_refused_with_where_they_belong(records: Session, sign_in: SignIn) -> None:
    page = coordinator(records, sign_in).submit(PATH, typed(records, kind="individuals"), status=422)
    assert "Noteer het als talent" in page.text
    assert kept(records, "buurttuin-de-eik") is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Vul de naam in"),
        ({"themes": []}, "Kies één tot en met acht"),
        ({"themes": ["999999"]}, "Kies één tot en met acht"),
        ({"lon": "", "lat": ""}, "Kies een wijk, of zet een speld"),
        ({"lon": "4.9", "lat": "52.4"}, "buiten de gemeente"),
        ({"capacity": "-3"}, "Een getal van 1"),
        ({"effects-theme": ["x"], "effects-direction": ["less"], "effects-certainty": ["seen"],
          "effects-since": [""], "effects-source": [""]}, "We kennen dit thema niet"),
    ],
)  # fmt: skip
def test_bad_input_is_told_beside_the_field_and_nothing_is_lost(
    records: Session, sign_in: SignIn, changes: dict[str, object], words: str
) -> None:
    page = coordinator(records, sign_in).submit(PATH, typed(records, description="Mijn verhaal", **changes), status=422)
    assert words in page.text
    assert "Mijn verhaal" in page.soup.select_one("textarea[name=description]").get_text()


def test_theme_twice_or_a_future_effect_is_refused(records: Session, sign_in: SignIn) -> None:
    theme = str(theme_id(records, "eenzaamheid"))
    rows = {"effects-theme": [theme, theme], "effects-direction": ["less", "more"]}
    rows |= {"effects-certainty": ["seen"] * 2, "effects-since": ["", ""], "effects-source": ["", ""]}
    browser = coordinator(records, sign_in)
    assert "maar één keer" in browser.submit(PATH, typed(records, **rows), status=422).text
    rows = {name: values[:1] for name, values in rows.items()} | {"effects-since": ["2030-01-01"]}
    assert "vandaag of eerder" in browser.submit(PATH, typed(records, **rows), status=422).text


def test_what_looks_alike_is_shown_first_and_can_be_added_all_the_same(records: Session, sign_in: SignIn) -> None:
    make_asset(records, "Buurttuin De Eiken")
    records.commit()
    browser = coordinator(records, sign_in)
    page = browser.submit(PATH, typed(records), status=422)
    assert "Dit lijkt erop en staat er al" in page.text
    assert page.soup.select_one("a[href='/assets/buurttuin-de-eiken']")
    browser.submit(PATH, typed(records, really_new="y"), status=303)
    assert kept(records, "buurttuin-de-eik") is not None


def test_coordinator_of_elsewhere_adds_nothing_here(records: Session, sign_in: SignIn) -> None:
    page = coordinator(records, sign_in, "beijum").submit(PATH, typed(records), status=422)
    assert "In deze wijk kun je niets toevoegen" in page.text
    other = typed(records, place=str(place_id(records, "selwerd")))
    assert (
        "In deze wijk kun je niets toevoegen"
        in coordinator(records, sign_in, "beijum").submit(PATH, other, status=422).text
    )
    assert kept(records, "buurttuin-de-eik") is None
    coordinator(records, sign_in, None).submit(PATH, typed(records), status=303)


def test_neighbours_and_visitors_add_nothing(records: Session, visitor: Visitor, sign_in: SignIn) -> None:
    before = records.scalar(select(func.count()).select_from(Asset))
    visitor.visit(PATH, status=303)
    account = make_account(records)
    records.commit()
    sign_in(account.id).submit(PATH, typed(records), status=404)
    assert records.scalar(select(func.count()).select_from(Asset)) == before


def test_place_is_found_without_script(records: Session, sign_in: SignIn) -> None:
    page = coordinator(records, sign_in).submit(PATH, typed(records, lon="", lat="", zoek_plek="1"))
    assert page.soup.select("input[name=gevonden_plek]")


def test_ones_only_neighbourhood_is_chosen_and_a_gift_of_one_person_is_no_kind(
    records: Session, sign_in: SignIn
) -> None:
    page = coordinator(records, sign_in).visit(PATH)
    chosen = page.soup.select_one("#place option[selected]")
    assert chosen is not None
    assert chosen["value"] == str(place_id(records, "selwerd"))
    assert page.soup.select("input[name=kind][value=places]")
    assert not page.soup.select("input[name=kind][value=individuals]")
