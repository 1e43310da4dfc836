"""The glossary prints every list of terms in both languages, with references and a warning about laws."""

import pytest

from casekit import tables, vocab
from casekit.errors import UnknownCodeError


@pytest.mark.parametrize("scheme", vocab.schemes())
def test_every_list_has_a_glossary_without_gaps(scheme, language):
    made = tables.glossary(scheme)
    assert len(made) == len(vocab.codes(scheme))
    assert len(made.columns) == 3
    assert not made.isna().any(axis=None)
    assert [*made.iloc[:, 0]] == [vocab.label(scheme, code) for code in vocab.codes(scheme)]


def test_a_list_that_rests_on_a_law_says_that_the_law_in_force_is_to_be_checked(language):
    warning = {"id": "periksa peraturan yang berlaku", "en": "check the law in force"}[language]
    assert warning in tables.glossary("disability_right")._repr_html_()
    assert warning in tables.glossary("atensi_service")._repr_markdown_()
    assert warning not in tables.glossary("technique")._repr_html_()


def test_the_glossary_of_a_list_that_is_not_there_names_the_nearest():
    with pytest.raises(UnknownCodeError, match="technique"):
        tables.glossary("tecnique")
