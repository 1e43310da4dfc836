"""``casekit pdf``: notebooks to PDFs."""

from pathlib import Path

from casekit.cli.making import Made, make_all
from casekit.cli.running import Running, read


def make_pdfs(
    sources: dict[Path, Path],
    *,
    running: Running,
    no_input: bool,
    edition: str | None,
    jobs: int,
    seconds: float,
    force: bool = False,
) -> int:
    """Make all PDFs with progress; one that fails stops none of the others."""
    from casekit import export  # noqa: PLC0415 - `casekit new` and `--help` need not wait for these
    from casekit.export import trust  # noqa: PLC0415
    from casekit.export.editions import checked_edition  # noqa: PLC0415

    if edition is not None:
        checked_edition(edition)

    def make(source: Path, target: Path) -> Made:
        folder = source.absolute().parent
        given = read(source)
        notebook, said, private = running.result(given, folder)
        pdf, remarks = export.to_pdf(
            notebook,
            name=source.stem,
            folder=folder,
            no_input=no_input,
            edition=edition or trust.edition_of(given),
            seconds=seconds,
        )
        return Made({target: pdf}, [*said, *remarks], private)

    return make_all(sources, make, running=running, jobs=jobs, force=force)
