"""How Sphinx sets the reference: ``make docs``."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
os.environ["CASEKIT_LANG"] = "en"
os.environ["COLUMNS"] = "80"  # the width of what the command prints

from numpydoc.xref import DEFAULT_LINKS  # noqa: E402 - found by the lines above

import casekit  # noqa: E402 - found by the lines above
from casekit.model import Part  # noqa: E402
from casekit.widgets._base import Form  # noqa: E402
from docs import pages  # noqa: E402
from docs.pages.names import file_of, public  # noqa: E402

LINKED = {
    "Case": "model",
    "Part": "model",
    "Table": "tables",
    "CaseFigure": "figures",
    "SceneFigure": "figures",
}

project, author, copyright = "casekit", "The casekit team", "The casekit team"
version = release = casekit.__version__
extensions = ["sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc", "myst_parser"]
exclude_patterns = ["gallery", "pages"]
default_role = "py:obj"
highlight_language = "python"

autosummary_generate = False  # docs/pages writes them, with outputs
autosummary_filename_map = {f"{door}.{name}": file_of(f"{door}.{name}") for door, name in public()}
autodoc_typehints = "none"  # numpydoc says the types in words
autodoc_preserve_defaults = True
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
numpydoc_xref_param_type = True
numpydoc_xref_aliases = {name: f"casekit.{room}.{name}" for name, room in LINKED.items()}
numpydoc_xref_ignore = "all"
DEFAULT_LINKS.clear()  # they lead to pages elsewhere
myst_heading_anchors = 3
suppress_warnings = ["myst.xref_missing"]  # README names files that are no pages, such as LICENSE

html_theme = "furo"
html_title = f"casekit {release}"
html_static_path = ["_static"]
html_css_files = ["casekit.css"]
html_show_copyright = html_show_sourcelink = html_copy_source = False
html_theme_options = {"navigation_with_keys": True}


def _signature(app, what, name, own, options, signature, returns):
    """Say how a form is called; a part is made from its fields, which have pages of their own."""
    if what == "class" and issubclass(own, Part):
        return "", None
    if what == "class" and issubclass(own, Form):
        return "(case, language=None)", None
    return None


def _within_casekit(app, env, node, contnode):
    """Let docstrings name `stats.single_case.effect_sizes` without `casekit` in front."""
    domain = env.get_domain("py")
    target = node.get("reftarget", "")
    for full in (f"casekit.{target}", f"casekit.model.{target}"):
        if node.get("refdomain") == "py" and full in domain.objects:
            return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", full, node, contnode)
    return None


def setup(app) -> None:
    app.connect("config-inited", lambda app, config: pages.write(HERE / "made"))
    app.connect("autodoc-process-signature", _signature)
    app.connect("missing-reference", _within_casekit)
