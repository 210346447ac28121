import base64
import json
import os
import threading
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.encryption import (
    KeyFile,
    KeyRing,
    SealBroken,
    add_key,
    key_id_of,
    make_key_file,
    read_key_ring,
    retire_keys,
)
from webapp.errors import BadInput, DomainError
from webapp.i18n import error_message

OLD = KeyRing(current="0000000a", keys={"0000000a": bytes(range(32))}, location_key=b"l" * 32, lookup_key=b"k" * 32)
RING = KeyRing(
    current="0000000b", keys={**OLD.keys, "0000000b": bytes(range(1, 33))}, location_key=b"l" * 32, lookup_key=b"k" * 32
)
AS_ROOT = os.geteuid() == 0


def seal(text: str, ring: KeyRing = RING) -> bytes:
    return ring.seal(text, table="person", column="phone", row=7)


def open_sealed(sealed: bytes, ring: KeyRing = RING) -> str:
    return ring.open_sealed(sealed, table="person", column="phone", row=7)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_what_was_sealed_opens(text: str) -> None:
    assert open_sealed(seal(text)) == text


@pytest.mark.parametrize("text", ["", "\0", "a\0\0", "À", "\x80", "é" * 1000])
def test_text_that_looks_like_padding_opens(text: str) -> None:
    assert open_sealed(seal(text)) == text


@pytest.mark.parametrize("row", [7, "7", UUID(int=7)])
def test_row_may_have_any_key_of_one_column(row: int | str | UUID) -> None:
    sealed = RING.seal("x", table="person", column="phone", row=row)
    assert RING.open_sealed(sealed, table="person", column="phone", row=str(row)) == "x"


def test_same_text_is_sealed_otherwise_each_time() -> None:
    sealed = {seal("06 12345678") for _ in range(200)}
    assert len(sealed) == 200
    assert len({each[5:17] for each in sealed}) == 200
    assert all(b"06 1234" not in each for each in sealed)


def test_length_shows_in_steps_of_32_bytes_only() -> None:
    assert {len(seal("x" * length)) for length in range(32)} == {1 + 4 + 12 + 32 + 16}
    assert {len(seal("x" * length)) for length in range(32, 64)} == {1 + 4 + 12 + 64 + 16}
    assert len(seal("é" * 16)) == len(seal("x" * 32))


@pytest.mark.parametrize(
    "place",
    [
        {"table": "person", "column": "phone", "row": 8},
        {"table": "person", "column": "phone", "row": "07"},
        {"table": "person", "column": "address", "row": 7},
        {"table": "need", "column": "phone", "row": 7},
        {"table": "personphon", "column": "e", "row": 7},
        {"table": "person", "column": "phon", "row": "e7"},
    ],
)
def test_value_that_was_moved_does_not_open(place: dict[str, str]) -> None:
    sealed = seal("geheim")
    assert open_sealed(sealed) == "geheim"
    with pytest.raises(SealBroken) as caught:
        RING.open_sealed(sealed, **place)
    assert caught.value.code == "seal_broken"
    assert caught.value.detail == {**place, "row": str(place["row"]), "key": "0000000b"}


def test_every_altered_byte_is_noticed() -> None:
    sealed = seal("geheim")
    for at in range(len(sealed)):
        for flipped in (0x01, 0x80):
            changed = sealed[:at] + bytes((sealed[at] ^ flipped,)) + sealed[at + 1 :]
            with pytest.raises(SealBroken):
                open_sealed(changed)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_sealed_value_do_not_open(junk: bytes) -> None:
    with pytest.raises(SealBroken):
        open_sealed(junk)


def test_value_that_was_cut_short_or_added_to_does_not_open() -> None:
    sealed = seal("geheim")
    for changed in (*(sealed[:length] for length in range(len(sealed))), sealed + b"\0", b"\0" + sealed):
        with pytest.raises(SealBroken):
            open_sealed(changed)


def test_key_that_is_not_there_is_named() -> None:
    with pytest.raises(SealBroken) as caught:
        open_sealed(seal("geheim"), OLD)
    assert caught.value.detail == {"table": "person", "column": "phone", "row": "7", "key": "0000000b"}
    with pytest.raises(SealBroken) as unreadable:
        open_sealed(b"geheim")
    assert unreadable.value.detail["key"] == "-"


def test_key_id_of_one_key_on_the_value_of_another_does_not_open() -> None:
    sealed = seal("geheim", OLD)
    assert open_sealed(sealed) == "geheim"
    with pytest.raises(SealBroken):
        open_sealed(sealed[:1] + bytes.fromhex("0000000b") + sealed[5:])


def test_error_and_ring_show_neither_content_nor_key() -> None:
    sealed = seal("geheim")
    with pytest.raises(SealBroken) as caught:
        RING.open_sealed(sealed, table="person", column="phone", row=8)
    shown = f"{caught.value!r} {caught.value} {RING!r} {KeyFile(Path('x'))!r}"
    assert "0000000b" in shown
    for secret in ("geheim", repr(sealed), repr(RING.keys["0000000b"]), repr(b"l" * 32), repr(b"k" * 32)):
        assert secret not in shown
    assert caught.value.__cause__ is None


def test_page_has_a_sentence_for_it() -> None:
    for code in ("seal_broken", "key_file_missing", "key_file_unreadable", "key_file_malformed", "key_file_too_open"):
        assert error_message(DomainError(code)) != code


def test_resealed_value_has_the_current_key_and_the_same_text() -> None:
    old = seal("geheim", OLD)
    new = RING.reseal(old, table="person", column="phone", row=7)
    assert (key_id_of(old), key_id_of(new)) == ("0000000a", "0000000b")
    assert open_sealed(old) == open_sealed(new) == "geheim"
    with pytest.raises(SealBroken):
        RING.reseal(old, table="person", column="phone", row=8)


def test_lone_surrogate_cannot_be_sealed() -> None:
    with pytest.raises(BadInput, match="text_not_allowed"):
        seal("\ud800")


def test_ring_refuses_keys_that_cannot_be_right_and_does_not_change() -> None:
    given_keys = {"0000000a": bytes(32)}
    ring = replace(OLD, keys=given_keys)
    given_keys.clear()
    assert list(ring.keys) == ["0000000a"]
    with pytest.raises(FrozenInstanceError):
        ring.current = "0000000b"  # type: ignore[misc]  # that is what is tried
    with pytest.raises(TypeError):
        ring.keys["0000000b"] = bytes(32)  # type: ignore[index]  # that is what is tried
    for wrong in (
        {"current": "0000000b"},
        {"keys": {"0000000a": bytes(16)}},
        {"location_key": b""},
        {"lookup_key": bytes(31)},
        {"current": "A", "keys": {"A": bytes(32)}},
    ):
        with pytest.raises(ValueError, match=r"key"):
            replace(OLD, **wrong)


def test_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "keys.json"
    ring = make_key_file(path)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert read_key_ring(path) == ring
    assert len({*ring.keys.values(), ring.location_key, ring.lookup_key}) == 3
    before = path.read_bytes()
    with pytest.raises(DomainError) as caught:
        make_key_file(path)
    assert (caught.value.code, caught.value.detail) == ("key_file_exists", {"path": path})
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_key_is_added_and_the_old_one_dropped_later(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    first = make_key_file(path)
    second = add_key(path)
    assert second.current not in first.keys
    assert (second.old, second.keys[first.current]) == ((first.current,), first.keys[first.current])
    assert (second.location_key, second.lookup_key) == (first.location_key, first.lookup_key)
    assert read_key_ring(path) == second
    with pytest.raises(DomainError, match="key_file_changed"):
        retire_keys(path, keep=first.current)
    assert read_key_ring(path) == second
    assert retire_keys(path, keep=second.current) == (first.current,)
    assert read_key_ring(path) == replace(second, keys={second.current: second.keys[second.current]})
    assert retire_keys(path, keep=second.current) == ()
    assert path.stat().st_mode & 0o777 == 0o600


def test_key_never_gets_the_id_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys.json"
    taken = make_key_file(path).current
    drawn = iter([taken, taken, "0000000c"])
    monkeypatch.setattr("webapp.encryption.secrets.token_hex", lambda _: next(drawn))
    assert add_key(path).current == "0000000c"


def test_key_file_behind_a_link_is_changed_where_it_is(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    make_key_file(real)
    link.symlink_to(real)
    ring = add_key(link)
    assert link.is_symlink()
    assert read_key_ring(real) == read_key_ring(link) == ring


def test_keys_that_are_added_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    made = [make_key_file(path)]
    threads = [threading.Thread(target=lambda: made.append(add_key(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(read_key_ring(path).keys) == {ring.current for ring in made}
    assert len(made) == 9


def refused(path: Path) -> tuple[str, dict[str, object]]:
    with pytest.raises(BadInput) as caught:
        read_key_ring(path)
    assert caught.value.detail["path"] == path
    return caught.value.code, {name: value for name, value in caught.value.detail.items() if name != "path"}


def test_key_file_that_is_not_there_or_no_file_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "keys.json") == ("key_file_missing", {})
    assert refused(tmp_path) == ("key_file_unreadable", {"reason": "Is a directory"})
    for change in (add_key, lambda path: retire_keys(path, keep="x")):
        with pytest.raises(BadInput, match="key_file_missing"):
            change(tmp_path / "keys.json")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o666])
def test_key_file_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    path.chmod(mode)
    assert refused(path) == ("key_file_too_open", {"mode": f"{mode:03o}"})
    path.chmod(0o400)
    assert read_key_ring(path)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "geen json",
        "[]",
        "null",
        "{}",
        "[" * 100_000,
        '{"version": 2}',
        '{"version": 1, "current": [], "keys": {}}',
        '{"version": 1, "current": "0000000a", "keys": ["0000000a"]}',
        '{"version": 1, "current": "0000000a", "keys": {"0000000a": 5}, "location_key": "", "lookup_key": ""}',
    ],
)
def test_file_that_holds_something_else_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.touch(0o600)
    path.write_text(content)
    assert refused(path) == ("key_file_malformed", {})


def test_key_file_that_was_damaged_is_refused_without_showing_it(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    good = json.loads(path.read_text())
    short = base64.b64encode(bytes(16)).decode()
    for damage in ({"current": "0000000a"}, {"location_key": short}, {"lookup_key": "?"}, {"version": 0}):
        path.write_text(json.dumps(good | damage))
        assert refused(path) == ("key_file_malformed", {})
    path.write_text(json.dumps(good))
    assert read_key_ring(path)
    path.write_bytes(path.read_bytes() + b"\xff")
    with pytest.raises(BadInput) as caught:
        read_key_ring(path)
    # JSONDecodeError and UnicodeDecodeError carry the text
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput) as caught:
        make_key_file(tmp_path / "file" / "x" / "keys.json")
    assert (caught.value.code, caught.value.detail["reason"]) == ("key_file_unwritable", "Not a directory")


@pytest.mark.skipif(AS_ROOT, reason="root may read and write everything")
def test_folder_and_file_of_somebody_else_are_told(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    tmp_path.chmod(0o500)
    with pytest.raises(BadInput, match="key_file_unwritable"):
        add_key(path)
    path.chmod(0)
    assert refused(path) == ("key_file_unreadable", {"reason": "Permission denied"})
    tmp_path.chmod(0o700)


@pytest.mark.skipif(not AS_ROOT, reason="only root can give a file away")
def test_rotation_by_root_leaves_the_file_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    os.chown(path, 12345, 12346)
    add_key(path)
    assert (path.stat().st_uid, path.stat().st_gid, path.stat().st_mode & 0o777) == (12345, 12346, 0o600)


def test_write_that_fails_half_way_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys.json"
    ring = make_key_file(path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(BadInput) as caught:
            add_key(path)
    assert (caught.value.code, caught.value.detail["reason"]) == ("key_file_unwritable", "No space left on device")
    assert read_key_ring(path) == ring
    assert list(tmp_path.iterdir()) == [path]


def test_running_program_sees_a_rotation_at_once(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    held = KeyFile(path)
    first = held.ring()
    assert held.ring() is first
    sealed = seal("geheim", add_key(path))
    assert open_sealed(sealed, held.ring()) == "geheim"
    with pytest.raises(SealBroken):
        open_sealed(sealed, first)
    path.chmod(0o640)
    with pytest.raises(BadInput, match="key_file_too_open"):
        held.ring()
    path.unlink()
    with pytest.raises(BadInput, match="key_file_missing"):
        held.ring()
