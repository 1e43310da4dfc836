"""casekit begins in the language of whoever works at the machine, and in the one that is asked for."""

import os
import plistlib
import subprocess
import sys
from pathlib import Path

import pytest

from casekit.system import _preferred, language_of

on_posix = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="a desktop tells it")
SAYS = "import casekit.vocab as v; print(v.language())"


def begun(code: str = SAYS, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of Python where only this much is said about the language."""
    told = ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "TZ", "CASEKIT_LANG")
    env = {name: value for name, value in os.environ.items() if name not in told}
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, *words],
        env=env | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ("LANG=id_ID.UTF-8", "id"),
        ("LANG=en_GB.UTF-8", "en"),
        ("LANG=de_DE.UTF-8 TZ=Asia/Jakarta", "en"),
        ("LANG=en_US.UTF-8 LC_MESSAGES=id_ID.UTF-8", "id"),
        ("LANG=en_US.UTF-8 LC_MESSAGES=en_US.UTF-8 LC_ALL=id_ID", "id"),
        ("LANG=id_ID.UTF-8 CASEKIT_LANG=en", "en"),
        ("LANG=en_GB.UTF-8 CASEKIT_LANG=id", "id"),
        ("LANG=id_ID.UTF-8 CASEKIT_LANG=", "id"),
    ],
)
def test_casekit_begins_in_the_language_of_the_locale_unless_another_is_asked_for(
    environment: str, language: str
) -> None:
    ran = begun(**dict(pair.split("=") for pair in environment.split()))
    assert (ran.stdout, ran.stderr) == (f"{language}\n", "")


@on_posix
@pytest.mark.parametrize("locale", ["C.UTF-8", "C", "POSIX", ""])
@pytest.mark.parametrize(
    ("zone", "language"),
    [
        ("Asia/Jakarta", "id"), ("Asia/Pontianak", "id"), ("Asia/Makassar", "id"), ("Asia/Jayapura", "id"),
        (":Asia/Jakarta", "id"), ("WITA-8", "id"), ("Asia/Singapore", "en"), ("Asia/Dili", "en"),
        ("UTC", "en"),
    ],
)  # fmt: skip
def test_where_the_locale_tells_no_language_the_time_zone_does(zone: str, language: str, locale: str) -> None:
    assert begun(LANG=locale, TZ=zone).stdout.strip() == language


@pytest.mark.parametrize(
    ("locale", "language"),
    [("id", "id"), ("id-ID", "id"), ("su_ID@latin", "id"), ("jv-Latn-ID", "id"), ("en_ID", "en"),
     ("it_IT", "en"), ("nl", "en"), ("C", None), ("", None)],
)  # fmt: skip
def test_who_reads_a_language_of_indonesia_reads_indonesian(locale: str, language: str | None) -> None:
    assert language_of(locale) == language


def test_the_settings_of_macos_tell_the_language(tmp_path: Path) -> None:
    settings = tmp_path / ".GlobalPreferences.plist"
    assert _preferred(settings) == ""
    for written in (b"", b"bplist00 and nothing more", plistlib.dumps({}), plistlib.dumps([])):
        settings.write_bytes(written)
        assert _preferred(settings) == ""
    chosen = {"AppleLanguages": ["id-ID", "en-GB"], "AppleLocale": "en_GB"}
    settings.write_bytes(plistlib.dumps(chosen, fmt=plistlib.FMT_BINARY))
    assert language_of(_preferred(settings)) == "id"


def test_a_language_that_casekit_does_not_speak_is_told_and_the_work_goes_on() -> None:
    said = "try: vocab.say('contents')\nexcept ValueError as error: print(error)"
    code = f"from casekit import vocab\n{said}\n{SAYS}"
    told, language = begun(code, LANG="en_GB", CASEKIT_LANG="fr").stdout.splitlines()
    assert told == "The language 'fr' is unknown. Choose 'id' (Indonesian) or 'en' (English)."
    assert language == "en"


def test_the_command_takes_lang_before_the_variable_and_the_variable_before_the_locale() -> None:
    command = "from casekit.cli import main; main()"
    assert "pekerjaan sosial" in begun(command, LANG="id_ID.UTF-8").stdout
    assert "social work" in begun(command, LANG="id_ID.UTF-8", CASEKIT_LANG="en").stdout
    assert "pekerjaan sosial" in begun(command, "--lang", "id", LANG="en_GB", CASEKIT_LANG="en").stdout
    assert "pekerjaan sosial" in begun(command, "--lang=id", LANG="en_GB", CASEKIT_LANG="fr").stdout
    wrong = begun(command, LANG="en_GB", CASEKIT_LANG="fr")
    assert (wrong.returncode, len(wrong.stderr.splitlines())) == (1, 1)
    assert "'fr'" in wrong.stderr
