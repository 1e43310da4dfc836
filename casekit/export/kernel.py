"""The kernel in which a notebook is run; importing this costs a quarter of a second."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager

from casekit.errors import ExportError
from casekit.export import processes
from casekit.export.room import undisturbed
from casekit.vocab import say

__all__ = ["Kernel", "kernel_for"]

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


def kernel_for(named: object, room: Path, folder: Path, words: str, *, trusted: bool) -> Kernel:
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
    """
    name, spec = (_PYTHON, _own()) if trusted else _named(named, words)
    kernel = Kernel(kernel_name=name, connection_file=str(room / "kernel.json"))
    kernel.room, kernel.spec = room, spec
    kernel.environment = {**os.environ, **_without(folder)} if trusted else os.environ
    return kernel


def _own() -> KernelSpec:
    """Return the kernel of this Python, which finds no modules in the folder it works in."""
    command = [sys.executable, "-P", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    return KernelSpec(argv=[*command, "--InteractiveShellApp.ignore_cwd=True"], language="python")


def _without(folder: Path) -> dict[str, str]:
    """Return what keeps a folder, and the one worked in, off the paths on which Python looks for modules."""
    path = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if Path(part).is_absolute()]
    kept = [part for part in path if Path(part).resolve() != folder.resolve()]
    return {"PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(kept)}


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
