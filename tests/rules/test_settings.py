from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from webapp.areas import pdok
from webapp.config import PDOK_ADDRESS_URL, PDOK_BASE_URL, psycopg_url, read_settings
from webapp.errors import BadInput

LEAST = {"DATABASE_URL": "postgresql://db/missie050", "SECRET_KEY": "secret"}


def test_two_variables_are_enough_and_nothing_leaves_the_machine_unasked() -> None:
    settings = read_settings(LEAST)
    assert settings.database_url == "postgresql+psycopg://db/missie050"
    assert settings.home == Path(".missie050").resolve()
    assert (settings.tiles, settings.https, settings.smtp_host) == (False, False, None)
    assert settings.mail_folder == settings.home / "mail"


def test_official_boundaries_are_asked_where_pdok_has_the_geography_of_cbs() -> None:
    assert read_settings(LEAST).pdok_url == PDOK_BASE_URL == pdok.BASE_URL
    assert PDOK_BASE_URL.endswith("/cbs")
    assert not read_settings(LEAST).offline
    assert read_settings(LEAST | {"MISSIE050_OFFLINE": "1"}).offline
    assert read_settings(LEAST | {"MISSIE050_PDOK_URL": "http://127.0.0.1:1/x"}).pdok_url == "http://127.0.0.1:1/x"


def test_addresses_are_asked_of_nobody_unless_told_so() -> None:
    settings = read_settings(LEAST)
    assert (settings.address_search, settings.address_url) == (False, PDOK_ADDRESS_URL)
    assert read_settings(LEAST | {"MISSIE050_ADDRESS_SEARCH": "1"}).address_search
    assert read_settings(LEAST | {"MISSIE050_ADDRESS_URL": "http://127.0.0.1:1"}).address_url == "http://127.0.0.1:1"
    assert read_settings(LEAST | {"MISSIE050_ADDRESS_URL": ""}).address_url == PDOK_ADDRESS_URL


def test_keys_are_in_the_state_folder_unless_they_have_a_place_of_their_own() -> None:
    assert read_settings(LEAST).key_file == Path(".missie050").resolve() / "keys.json"
    assert read_settings(LEAST | {"MISSIE050_HOME": "/x"}).key_file == Path("/x/keys.json")
    assert read_settings(LEAST | {"MISSIE050_HOME": "/x", "MISSIE050_KEY_FILE": "/y/z.json"}).key_file == Path(
        "/y/z.json"
    )
    assert read_settings(LEAST | {"MISSIE050_HOME": "/x", "MISSIE050_KEY_FILE": ""}).key_file == Path("/x/keys.json")


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_variable_that_cannot_be_done_without_is_named(name: str, value: str | None) -> None:
    environ = {key: text for key, text in (LEAST | {name: value}).items() if text is not None}
    with pytest.raises(BadInput) as caught:
        read_settings(environ)
    assert (caught.value.code, caught.value.detail) == ("setting_missing", {"name": name})


@pytest.mark.parametrize("value", ["1", "true", "JA", " aan ", "yes", "on"])
def test_switch_is_on(value: str) -> None:
    assert read_settings(LEAST | {"MISSIE050_TILES": value}).tiles


@pytest.mark.parametrize("value", ["", "0", "false", "Nee", "uit", "no", "off"])
def test_switch_is_off(value: str) -> None:
    assert not read_settings(LEAST | {"MISSIE050_TILES": value}).tiles


@pytest.mark.parametrize(
    ("name", "value"),
    [("MISSIE050_HTTPS", "misschien"), ("SMTP_PORT", "vijf"), ("SMTP_PORT", "-1"), ("SMTP_PORT", "2.5")],
)
def test_value_that_cannot_be_read_is_named(name: str, value: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_settings(LEAST | {name: value})
    assert (caught.value.code, caught.value.detail) == ("setting_invalid", {"name": name, "value": value})


def test_log_level_is_one_of_the_known_ones_whatever_its_case() -> None:
    assert read_settings(LEAST | {"LOG_LEVEL": "debug"}).log_level == "DEBUG"
    with pytest.raises(BadInput, match="setting_invalid"):
        read_settings(LEAST | {"LOG_LEVEL": "luid"})


def test_numbers_are_read_and_have_a_default() -> None:
    assert read_settings(LEAST | {"SMTP_PORT": "2525"}).smtp_port == 2525
    assert read_settings(LEAST).smtp_port == 587


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("postgres://db/x", "postgresql+psycopg://db/x"),
        ("postgresql://db/x", "postgresql+psycopg://db/x"),
        ("postgresql+psycopg://db/x", "postgresql+psycopg://db/x"),
    ],
)
def test_address_names_the_driver(given: str, url: str) -> None:
    assert psycopg_url(given) == url


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(FrozenInstanceError):
        read_settings(LEAST).tiles = True  # type: ignore[misc]  # that is what is tried
