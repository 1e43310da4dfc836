"""Loads nbformat, without parsers of rare kinds of addresses and spans of time, which take a second to load.

Jsonschema takes them if they are there; no notebook has such an address. Rooms that read notebooks import
this first.
"""

import sys

_PARSERS = ("rfc3987_syntax", "rfc3986_validator", "isoduration")

_kept_back = [name for name in _PARSERS if name not in sys.modules]
sys.modules.update(dict.fromkeys(_kept_back))  # type: ignore[arg-type]
try:
    import nbformat  # noqa: F401
finally:
    for name in _kept_back:  # whoever asks for one by name gets it
        del sys.modules[name]
