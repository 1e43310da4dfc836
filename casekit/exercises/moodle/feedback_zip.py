"""The zip of feedback files that Moodle takes back, with the folder names of the zip of submissions.

Moodle (``mod/assign/feedback/file/importziplib.php``) reads from the name of each folder whose it is, and
stores the files in it as feedback to that person. A file that is equal to the one that was handed in is
passed over, so feedback has a name of its own.
"""

import io
import zipfile
from collections.abc import Mapping

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day of the format, so that equal feedback is an equal file
_PRIVATE, _UNIX, _LEVEL = 0o600, 3, 6


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files; the same files always make the same zip, whenever and in whichever order.

    Parameters
    ----------
    files : dict
        The content of each file by its path, as `casekit.exercises.moodle.names.path_for` writes it.

    Examples
    --------
    >>> zipped({"b": b"2", "a": b"1"}) == zipped({"a": b"1", "b": b"2"})
    True
    """
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for path in sorted(files):
            about = zipfile.ZipInfo(path, _LONG_AGO)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.create_system = _UNIX
            about.external_attr = _PRIVATE << 16
            archive.writestr(about, files[path], compresslevel=_LEVEL)
    return written.getvalue()
