"""An agency's own instrument: one YAML file, which is copied into the case file."""

from os import PathLike

from pydantic import ValidationError

from casekit import vocab
from casekit.errors import CaseFileError
from casekit.model import Case, Instrument, made
from casekit.store.files import read
from casekit.store.names import located
from casekit.store.yamltext import parse, refusal


def read_instrument(path: str | PathLike[str]) -> Instrument:
    r"""Return the instrument that a YAML file describes.

    The file has an ``id``, a ``label``, the ``levels`` from lowest to highest, and the ``domains`` that are
    scored; without domains the scale itself is scored. The ids of the domains get the id of the instrument in
    front, so that they are unlike any other id of a case.

    Parameters
    ----------
    path : path
        The file (YAML, UTF-8). Nothing in it is executed.

    Raises
    ------
    CaseFileError
        If the file cannot be read, or something in it is wrong, such as a level that is missing; the message
        names file, line and field.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> file = Path(tempfile.mkdtemp()) / "kemandirian.yaml"
    >>> _ = file.write_text("id: mandiri\nlabel: Kemandirian\nlevels:\n- {level: 1, text: dibantu}\n"
    ...     "- {level: 2, text: mandiri}\ndomains:\n- {id: rawat, label: Merawat diri}\n")
    >>> read_instrument(file).domains[0].id
    'mandiri-rawat'
    """
    path = located(path)
    document = parse(read(path), path)
    if not isinstance(document.data, dict):
        raise CaseFileError(vocab.say("store.no_instrument", file=path.name), path)
    try:
        instrument = Instrument.model_validate(document.data)
        data = instrument.model_dump()
        for domain in data["domains"]:
            domain["id"] = f"{instrument.id}-{domain['id'].removeprefix(f'{instrument.id}-')}"
        return Instrument.model_validate(data)
    except ValidationError as error:
        raise refusal(error, Instrument, document, path) from None


def add_instrument(case: Case, path: str | PathLike[str]) -> Instrument:
    """Copy the instrument of a YAML file into a case, and return it; save the case to keep it.

    A case that has this very instrument already stays as it is.

    Raises
    ------
    CaseFileError
        As `read_instrument`.
    FieldError
        If the case has another part with one of its ids.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from casekit.store import case_study, load
    >>> levels = "[{level: 1, text: perlu bantuan}, {level: 2, text: mandiri}]"
    >>> case = load(case_study("d-trainee"))
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "scale.yaml")
    ...     written = path.write_text(f"{{id: s, label: Skala, levels: {levels}}}")
    ...     add_instrument(case, path).label
    'Skala'
    """
    instrument = read_instrument(path)
    for known in case.assessment.instruments:
        if known == instrument:
            return known
    instrument = made(Instrument, case, **instrument.model_dump())
    case.assessment.instruments.append(instrument)
    return instrument
