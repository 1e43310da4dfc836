"""On a form, too, a text that turns the direction of writing turns no word of casekit beside it."""

import pytest
from form_parts import briefs

from casekit import widgets
from casekit.vocab import isolated
from tests.test_bidi import turning
from tests.whereabouts import forms


@pytest.mark.parametrize("name", forms())
def test_items_of_a_form_are_not_turned(name, tmp_path, language):
    form = getattr(widgets, name)(turning(tmp_path), language=language)
    for line in briefs(form):
        assert isolated(line) == line
