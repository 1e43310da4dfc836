"""The kernel in which a notebook is run; importing this costs a quarter of a second."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager

from casekit.errors import ExportError
from casekit.export import forking, processes
from casekit.export.room import undisturbed
from casekit.store.work import WORKPLACE, is_in_workplace
from casekit.vocab import say

__all__ = ["Kernel", "kernel_for", "prepared"]

_PYTHON = "python3"


class Kernel(AsyncKernelManager):
    """A kernel that is marked with its room, and that is not started any more once it is ended."""

    room: Path
    spec: KernelSpec
    environment: Mapping[str, str]
    _is_ended = False

    @property
    def kernel_spec(self) -> KernelSpec:
        """What to start."""
        return self.spec

    async def start_kernel(self, **options: Any) -> None:  # type: ignore[override] # as its parent has it
        """Start it."""
        forking.wait()
        with undisturbed():
            if self._is_ended:
                raise asyncio.CancelledError
            # Whatever outlives the kernel must not hold our streams, nor write tracebacks to them.
            nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            environment = processes.marked(self.environment, self.room)
            await super().start_kernel(**options, **nowhere, env=environment)

    def end(self) -> None:
        """End it now, with everything that its code started."""
        with undisturbed():
            self._is_ended = True
        processes.end([self.room])


def kernel_for(
    named: object, room: Path, folder: Path, words: str, *, trusted: bool, size: str = "page"
) -> Kernel:
    """Return the kernel of a notebook, not yet started.

    Parameters
    ----------
    named : object
        The ``kernelspec`` in the notebook's metadata.
    room : Path
        A folder of our own.
    folder : Path
        The folder of the notebook.
    words : {"id", "en"}
        The language of errors.
    trusted : bool
        Nobody was asked whether this may run. So it is run by this very Python, and no module that lies in
        the notebook's folder can take the place of one that is installed.
    size : {"page", "wide", "wall"}
        For what figures are drawn that do not say it themselves.
    """
    name, spec = (_PYTHON, _own()) if trusted else _named(named, words)
    kernel = Kernel(kernel_name=name, connection_file=str(room / "kernel.json"))
    kernel.room, kernel.spec = room, spec
    kernel.environment = os.environ
    if trusted:
        kernel.environment = {**_ours(folder), **_workplace(folder, room)}
        kernel.provisioner = _forking(kernel)
    kernel.environment = {forking.SIZE: size, **kernel.environment}
    return kernel


@contextmanager
def prepared(folders: Sequence[Path]) -> Iterator[None]:
    """Import meanwhile what trusted notebooks in some folders need, once for all of them.

    See `casekit.export.forking`; without this each kernel is started anew. For one notebook that is as good.
    """
    if len(folders) > 1:
        forking.prepare(_ours(*folders))
    try:
        yield
    finally:
        forking.end()


def _forking(kernel: Kernel) -> forking.Forking:
    """Return what gives a kernel its process: a fork if there is something to fork."""
    made = forking.Forking(kernel_id=str(uuid4()), kernel_spec=kernel.spec, parent=kernel)
    made.room = kernel.room
    return made


def _own() -> KernelSpec:
    """Return the kernel of this Python, which finds no modules in the folder it works in."""
    command = [sys.executable, "-P", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    return KernelSpec(argv=[*command, "--InteractiveShellApp.ignore_cwd=True"], language="python")


def _ours(*folders: Path) -> dict[str, str]:
    """Return an environment in which Python looks for no modules in some folders, nor where it works."""
    path = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if Path(part).is_absolute()]
    away = {folder.resolve() for folder in folders}
    kept = [part for part in path if Path(part).resolve() not in away]
    return {**os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(kept)}


def _workplace(folder: Path, room: Path) -> dict[str, str]:
    """Return the variable by which a lesson finds the learner's own work; a handout finds none.

    A lesson is the learner's in the learner's workplace. Anywhere else it shows nothing of whoever worked on
    this machine last, and what it writes is gone afterwards.
    """
    return {} if is_in_workplace(folder) else {WORKPLACE: str(room / "workplace")}


def _named(named: object, words: str) -> tuple[str, KernelSpec]:
    """Return the kernel that a notebook names, or that of Python if there is no such kernel here."""
    specs = KernelSpecManager()
    name = named.get("name") if isinstance(named, Mapping) else None
    if not isinstance(name, str) or name not in specs.find_kernel_specs():
        name = _PYTHON
    try:
        return name, specs.get_kernel_spec(name)
    except NoSuchKernel as error:
        raise ExportError(say("export.error.kernel", words, reason=error)) from None
