"""What a machine lacks is said in one sentence."""

import errno
import os
import sys
from pathlib import Path

import pytest

from tools import install, preflight

NOWHERE = "http://127.0.0.1:9/simple"  # the port that discards: nobody listens


def pip(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pip", "install", "--dry-run", "--retries", "1", *arguments]


def test_no_registry_is_one_sentence(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [each for each in os.environ if each.startswith("PIP_")]:
        monkeypatch.delenv(name)
    command = pip("--isolated", "--index-url", NOWHERE, "no-such-package-of-ours")
    assert install.run(tmp_path, command) != 0
    said = capfd.readouterr().err.strip()
    assert said.startswith("No package registry could be reached")
    assert "\n" not in said


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    said = install.reason(f"ERROR: Could not install: {os.strerror(errno.ENOSPC)}: 'x'", tmp_path)
    assert said.startswith("The disk is full")
    assert str(tmp_path) in said


def test_a_package_the_registry_has_not_is_named(tmp_path: Path) -> None:
    said = install.reason("ERROR: No matching distribution found for torch==9.9", tmp_path)
    assert "torch==9.9" in said


def test_other_failures_keep_the_installers_own_words(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert install.run(tmp_path, pip("--no-such-option")) != 0
    assert "no such option" in capfd.readouterr().err


def test_a_command_that_is_not_there_is_named(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert install.run(tmp_path, ["no-such-installer"]) == 1
    assert capfd.readouterr().err.startswith("no-such-installer cannot be started")


def test_tests_ask_for_room_on_the_disk(tmp_path: Path) -> None:
    assert preflight.full(tmp_path, 1) is None
    assert "nearly full" in (preflight.full(tmp_path, 10**18) or "")


def test_tests_ask_for_a_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    assert any("Chromium" in sentence for sentence in preflight.missing())
