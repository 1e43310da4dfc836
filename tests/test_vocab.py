"""The words of casework are complete in both languages, and mistakes get a helpful answer."""

import threading
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Formatter

import pytest
import yaml

from casekit import vocab
from casekit.errors import UnknownCodeError
from tests.vocab_style import PAGES, styled

WORDS = files("casekit") / "data" / "vocab"
MESSAGES = WORDS / "messages"


def pages_in(folder: Traversable) -> list[Traversable]:
    return sorted((page for page in folder.iterdir() if page.name.endswith(".yaml")), key=str)


# Terms that Indonesian and English share; every other label is translated.
SAME_IN_BOTH = {
    *("BPSS", "SWOT", "TOWS", "evaluator", "formal", "genogram", "informal", "intake", "spiritual"),
}


@pytest.fixture(autouse=True)
def indonesian() -> Iterator[None]:
    """Start and leave every test in the language in which casekit starts."""
    vocab.use_language("id")
    yield
    vocab.use_language("id")


def messages_of(page) -> dict[str, dict[str, str]]:
    return yaml.load(page.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("language", vocab.LANGUAGES)
@pytest.mark.parametrize("scheme", vocab.schemes())
def test_every_code_has_label_and_explanation(scheme, language):
    assert vocab.codes(scheme)
    for code in vocab.codes(scheme):
        label = vocab.label(scheme, code, language)
        about = vocab.about(scheme, code, language)
        assert label == label.strip() != "", f"{scheme}.{code}: label"
        assert not label.endswith("."), f"{scheme}.{code}: a label is no sentence: {label}"
        assert about[:1].isupper(), f"{scheme}.{code}: explanations are sentences: {about}"
        assert about.endswith((".", "?")), f"{scheme}.{code}: explanations are sentences: {about}"


@pytest.mark.parametrize("language", vocab.LANGUAGES)
@pytest.mark.parametrize("scheme", vocab.schemes())
def test_labels_are_unique_in_their_scheme(scheme, language):
    labels = Counter(vocab.label(scheme, code, language).casefold() for code in vocab.codes(scheme))
    assert [label for label, times in labels.items() if times > 1] == []


@pytest.mark.parametrize("scheme", vocab.schemes())
def test_languages_differ_except_in_shared_terms(scheme):
    for code in vocab.codes(scheme):
        indonesian, english = (vocab.label(scheme, code, language) for language in ("id", "en"))
        assert indonesian != english or indonesian in SAME_IN_BOTH, f"{scheme}.{code}: {indonesian}"
        assert vocab.about(scheme, code, "id") != vocab.about(scheme, code, "en"), (
            f"{scheme}.{code}: explanation"
        )


@pytest.mark.parametrize("page", pages_in(MESSAGES), ids=lambda page: page.name)
def test_messages_say_the_same_in_both_languages(page):
    for key, sentences in messages_of(page).items():
        assert sorted(sentences) == sorted(vocab.LANGUAGES), f"{page.name}: {key}: languages"
        assert all(sentence.strip() for sentence in sentences.values()), f"{page.name}: {key}: empty"
        assert places(sentences["id"]) == places(sentences["en"]), f"{page.name}: {key}: places"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_words_are_written_down_in_one_style(page):
    text = page.read_text(encoding="utf-8")
    assert text == styled(text), f"{page.name}: run python tests/vocab_style.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_key_stands_twice_in_a_page(page):
    # YAML keeps the last of two equal keys without a word, and a code would be lost.
    def look(node: yaml.Node, path: str) -> None:
        if isinstance(node, yaml.MappingNode):
            keys = Counter(key.value for key, _ in node.value)
            assert [key for key, times in keys.items() if times > 1] == [], f"{page.name}: {path}"
            for key, value in node.value:
                look(value, f"{path}.{key.value}")

    look(yaml.compose(page.read_text(encoding="utf-8")), "top")


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("stage", "engagement assessment planning intervention evaluation termination"),
        ("dimension", "biological psychological social spiritual"),
        ("group_stage", "forming transition activity ending"),
        ("rating", "0 1 2 3 4"),
        ("attainment", "-2 -1 0 1 2"),
        ("phase", "A B A2 B2 follow_up"),
        ("weekday", "monday tuesday wednesday thursday friday saturday sunday"),
    ],
)
def test_codes_come_in_teaching_order(scheme, expected):
    assert vocab.codes(scheme) == tuple(expected.split())


@pytest.mark.parametrize(
    ("scheme", "how_many"),
    [
        ("case_management_function", 7),
        ("case_management_goal", 4),
        ("case_management_principle", 5),
        ("case_management_role", 9),
        ("case_management_step", 6),
        ("casework_skill", 6),
        ("disability_kind", 4),
        ("disability_right", 22),
        ("ethic", 10),
        ("family_support", 6),
        ("group_aim", 8),
        ("group_dynamics_assumption", 4),
        ("group_skill", 7),
        ("group_type", 9),
        ("ppks", 26),
        ("role", 9),
        ("intervention_kind", 7),
        ("self_help_type", 5),
        ("team_rule", 5),
        ("atensi_step", 8),
        ("atensi_service", 9),
        ("confidence_trait", 11),
    ],
)
def test_lists_of_the_field_are_whole(scheme, how_many):
    assert len(vocab.codes(scheme)) == how_many


@pytest.mark.parametrize("language", vocab.LANGUAGES)
def test_every_term_says_where_it_comes_from(language):
    assert set(vocab.schemes()) == set(vocab.codes("scheme")), "schemes.yaml names every scheme, and no other"
    for scheme in vocab.schemes():
        for code in vocab.codes(scheme):
            said = vocab.source(scheme, code, language)
            assert said == said.strip() != "", f"{scheme}.{code}"


def test_a_term_has_its_own_source_or_that_of_its_scheme():
    assert vocab.source("theory", "perlman") == "Perlman 1957"
    assert vocab.source("group_aim", "corrective") == "Alissi 1980"
    assert vocab.source("form", "contract", "id") == "lapangan"
    assert vocab.source("form", "contract", "en") == "field practice"
    assert vocab.source("ppks", "poor", "en") == "Minister of Social Affairs Regulation 5/2019"


def test_lists_that_rest_on_a_regulation_say_so():
    lawful = {scheme for scheme in vocab.schemes() if vocab.rests_on_law(scheme)}
    named = {
        scheme
        for scheme in vocab.schemes()
        if vocab.source("scheme", scheme, "en").startswith(("Law ", "Minister ", "PKH "))
    }
    assert named <= lawful
    assert {"ppks", "atensi_step", "disability_right", "social_assistance"} <= lawful
    assert "technique" not in lawful


def test_labels_follow_the_current_language():
    assert vocab.label("stage", "planning") == "rencana intervensi"
    vocab.use_language("en")
    assert vocab.language() == "en"
    assert vocab.label("stage", "planning") == "planning"
    assert vocab.label("stage", "assessment", "id") == "asesmen"


@pytest.mark.parametrize("language", vocab.LANGUAGES)
@pytest.mark.parametrize(
    ("scheme", "typed", "meant"),
    [
        ("stage", "assesment", "assessment"),
        ("stage", "Termination", "termination"),
        ("stage", "asesmen", "assessment"),
        ("technique", "ventilasi", "ventilation"),
        ("relation", "ayah", "father"),
    ],
)
def test_unknown_code_names_the_nearest(scheme, typed, meant, language):
    with vocab.in_language(language), pytest.raises(UnknownCodeError) as caught:
        vocab.label(scheme, typed)
    assert f"'{typed}'" in str(caught.value)
    assert meant in str(caught.value).split("'")[-1]


def test_unknown_code_without_likeness_gets_all_allowed_codes():
    with pytest.raises(UnknownCodeError) as caught:
        vocab.about("dimension", "xyzzy")
    assert all(code in str(caught.value) for code in vocab.codes("dimension"))


@pytest.mark.parametrize("ask", [vocab.codes, lambda scheme: vocab.label(scheme, "assessment")])
def test_unknown_scheme_names_the_nearest(ask):
    with pytest.raises(UnknownCodeError) as caught:
        ask("stages")
    assert "'stages'" in str(caught.value)
    assert "stage" in str(caught.value).split("'")[-1]


def test_unknown_language_names_those_that_exist_and_changes_nothing():
    with pytest.raises(UnknownCodeError, match=r"'jv'.*'id'.*'en'"):
        vocab.use_language("jv")
    assert vocab.language() == "id"


def test_in_language_comes_back_after_an_exception():
    with pytest.raises(RuntimeError, match="stop"), vocab.in_language("en"):
        assert vocab.language() == "en"
        raise RuntimeError("stop")
    assert vocab.language() == "id"


def test_in_language_none_keeps_the_language():
    vocab.use_language("en")
    with vocab.in_language(None):
        assert vocab.language() == "en"
    assert vocab.language() == "en"


def test_a_language_inside_a_block_is_that_of_one_thread_only():
    inside, outside = threading.Event(), threading.Event()
    heard = []

    def elsewhere():
        with vocab.in_language("en"):
            inside.set()
            outside.wait(5)
            heard.append(vocab.language())

    with vocab.in_language("id"):
        other = threading.Thread(target=elsewhere)
        other.start()
        assert inside.wait(5)
        heard.append(vocab.language())
        outside.set()
        other.join()
    assert heard == ["id", "en"]


def test_a_language_chosen_inside_a_block_ends_with_it():
    before = vocab.language()
    with vocab.in_language("en"):
        vocab.use_language("id")
        assert vocab.language() == "id"
    assert vocab.language() == before


@pytest.mark.parametrize("language", vocab.LANGUAGES)
def test_no_amount_is_too_large_or_too_small_to_be_written(language: str) -> None:
    mark, sign = (".", "Rp") if language == "id" else (",", "Rp ")
    for amount in (0, 1, -999, 1000, -1_250_000, 10**12, 10**40 + 1, -(10**40) - 1):
        grouped = f"{abs(amount):,}".replace(",", mark)
        minus = "-" if amount < 0 else ""
        assert vocab.number(amount, language) == minus + grouped
        assert vocab.rupiah(amount, language) == minus + sign + grouped
