import time

from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.moderation.comparing import Line, Piece, PieceKind, compare, compare_words

SAME, GONE, NEW = PieceKind.SAME, PieceKind.GONE, PieceKind.NEW


def test_words_that_changed_are_marked_and_their_spaces_are_not() -> None:
    old, new = compare_words("We koken en eten samen.", "We koken en praten samen.")
    assert old == (Piece(SAME, "We koken en "), Piece(GONE, "eten"), Piece(SAME, " samen."))
    assert new == (Piece(SAME, "We koken en "), Piece(NEW, "praten"), Piece(SAME, " samen."))


def test_equal_texts_are_one_piece() -> None:
    assert compare_words("Kom maar", "Kom maar") == ((Piece(SAME, "Kom maar"),),) * 2


def test_nothing_is_no_pieces() -> None:
    assert compare_words("", "Nieuw") == ((), (Piece(NEW, "Nieuw"),))


def test_words_behind_each_other_are_one_piece() -> None:
    old, new = compare_words("a b c d", "a x y d")
    assert [piece.text for piece in old] == ["a ", "b c", " d"]
    assert [piece.text for piece in new] == ["a ", "x y", " d"]


def test_lines_are_compared_by_their_key() -> None:
    both = compare(
        [Line("koken", "Koken: 60 minuten"), Line("afwas", "Afwas")],
        [Line("dekken", "Dekken"), Line("koken", "Koken: 90 minuten")],
    )
    assert both.old == ((Piece(SAME, "Koken: "), Piece(GONE, "60"), Piece(SAME, " minuten")), (Piece(GONE, "Afwas"),))
    assert both.new == ((Piece(NEW, "Dekken"),), (Piece(SAME, "Koken: "), Piece(NEW, "90"), Piece(SAME, " minuten")))


def test_text_of_one_word_over_and_over_takes_no_time() -> None:
    old, new = " a b" * 3000, " b c a" * 3000
    began = time.process_time()
    left, right = compare_words(old, new)
    assert time.process_time() - began < 20  # with the square of its length it takes minutes
    assert "".join(piece.text for piece in left) == old
    assert "".join(piece.text for piece in right) == new


@property_test(200)
@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_pieces_make_up_the_texts_and_what_stayed_stands_in_both(old: str, new: str) -> None:
    left, right = compare_words(old, new)
    assert "".join(piece.text for piece in left) == old
    assert "".join(piece.text for piece in right) == new
    assert GONE not in {piece.kind for piece in right}
    assert NEW not in {piece.kind for piece in left}
    kept = [[word for piece in side if piece.kind == SAME for word in piece.text.split()] for side in (left, right)]
    assert kept[0] == kept[1]
