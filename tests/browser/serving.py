"""A Jupyter server for one folder: JupyterLab, Notebook 7 and Voilà at one address."""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from casekit.cli.lab import environment

__all__ = ["CHROMIUM", "QUIET", "Lab", "serve"]

SECONDS_TO_START = 60
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass(frozen=True)
class Lab:
    """A Jupyter server for one folder, with JupyterLab, Notebook 7 and Voilà; `stop` ends it."""

    address: str
    folder: Path
    stop: Callable[[], None] = lambda: None

    def room(self, name: str) -> Path:
        """Return a new folder, so that a test that runs again finds nothing of its first run."""
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder))

    def page_of(self, path: str | Path, app: str = "lab") -> str:
        path = Path(self.folder, path).relative_to(self.folder).as_posix()
        places = {"lab": "lab/tree/{}?reset", "notebook": "notebooks/{}", "voila": "voila/render/{}"}
        return f"{self.address}/{places[app].format(path)}"

    def api(self, path: str, method: str = "GET") -> bytes:
        request = urllib.request.Request(f"{self.address}/api/{path}", method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return bytes(answer.read())

    @property
    def has_dropped(self) -> bool:
        """Whether the server has dropped what came too fast from a kernel, so that forms stand half built."""
        return "message rate exceeded" in (self.folder.parent / "log").read_text(errors="replace")

    def stop_kernels(self) -> None:
        """End every session and kernel, so that the next test has the machine for itself."""
        for kind in ("sessions", "kernels"):
            for one in json.loads(self.api(kind)):
                self.api(f"{kind}/{one['id']}", "DELETE")


@contextmanager
def serve(home: Path) -> Iterator[Lab]:
    """Run a server, with settings of its own, for the folder ``work`` of a folder."""
    (folder := home / "work").mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    options = {
        "IdentityProvider.token": "",
        "ServerApp.password": "",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.disable_check_xsrf": True,
        "ServerApp.open_browser": False,
        "ServerApp.allow_root": True,
        "ServerApp.root_dir": folder,
        "AsyncIOLoopKernelRestarter.time_to_dead": 1.0,  # as `casekit lab` has it
    }
    command = [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]
    rooms = {
        f"{name}_DIR": str(home / name)
        for name in ("JUPYTER_CONFIG", "JUPYTER_RUNTIME", "JUPYTERLAB_WORKSPACES", "JUPYTERLAB_SETTINGS")
    }
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            command,
            env={**environment(), "CASEKIT_LANG": "id", "CASEKIT_WORK": str(folder), **rooms},
            stdout=log,
            stderr=log,
        )
    try:
        until = time.monotonic() + SECONDS_TO_START
        while not _answers(address):
            if time.monotonic() > until or server.poll() is not None:
                raise RuntimeError(f"JupyterLab did not start:\n{(home / 'log').read_text()[-3000:]}")
            time.sleep(0.2)
        yield Lab(address, folder, server.kill)
    finally:
        server.terminate()
        server.wait(20)


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}/api", timeout=2).close()
    except OSError:
        return False
    return True
