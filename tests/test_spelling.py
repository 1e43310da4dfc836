"""What lessons and items say is spelt right, in both languages."""

import pytest

from tests import spelling

LANGUAGES = [*spelling.DICTIONARIES]


@pytest.fixture(autouse=True)
def dictionary(language: str) -> None:
    if reason := spelling.missing(language):
        pytest.skip(reason)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lessons_and_items_are_spelt_right(language):
    texts = spelling.prose(language)
    assert len(texts) > 500
    wrong = spelling.misspelt(texts, language)
    assert wrong == {}, f"correct these, or add what is right to tests/words/{language}.txt"


@pytest.mark.parametrize(
    ("language", "said", "wrong"),
    [
        ("id", "Klien **menceritakannya** kepada ibu-ibu; `kodde` dan *casework* lewat.", []),
        ("id", "Penilaiannya ketidakpastian dipertanyakannyalah memperlihatkan diasesmen.", []),
        ("id", "Klein bercerta tentang pekerjannya.", ["bercerta", "Klein", "pekerjannya"]),
        ("en", "Zastrow's casework programme behaves well: [a link](http://exmple.org/wrng).", []),
        ("en", "The behavior of a collegue was recieved.", ["behavior", "collegue", "recieved"]),
    ],
)
def test_only_what_is_wrong_is_named(language, said, wrong):
    assert [*spelling.misspelt([("here", said)], language)] == wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_is_in_order(language):
    words = (spelling.ROOT / "tests" / "words" / f"{language}.txt").read_text(encoding="utf-8").split()
    assert words == sorted({word.casefold() for word in words})
