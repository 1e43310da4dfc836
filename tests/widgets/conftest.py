"""After each test every form is closed."""

from collections.abc import Iterator

import pytest
from ipywidgets import Layout, Style
from ipywidgets.widgets import widget

from casekit.widgets.light import Light
from casekit.widgets.pieces import close
from casekit.widgets.shell import Shell


@pytest.fixture(autouse=True)
def _nothing_stays_open() -> Iterator[None]:
    before = {*widget._instances}  # what tests of other rooms left open is not ours
    yield
    for shown in [*widget._instances.values()]:
        if isinstance(shown, Shell):
            shown.desk.leave(shown)
        if isinstance(shown, Shell | Light):
            close(shown)
    left = [
        shown
        for model, shown in widget._instances.items()
        if model not in before and not isinstance(shown, Layout | Style)
    ]
    for shown in left:
        shown.close()
    assert left == []
