"""``make verify`` names its parts, and each part is there."""

import importlib.util

import pytest

from tools import verify


def test_every_part_is_a_module_that_exists() -> None:
    for name, part in verify.PARTS.items():
        assert part.command[0] == "-m"
        assert importlib.util.find_spec(part.command[1]) is not None, name


def test_a_part_that_fails_fails_the_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = {
        "good": verify.Part(shows="", command=("-c", "")),
        "bad": verify.Part(shows="", command=("-c", "import sys; sys.exit(3)")),
    }
    monkeypatch.setattr(verify, "PARTS", parts)
    assert verify.main(["good"]) == 0
    assert verify.main([]) == 1
    assert "bad          FAILED" in capsys.readouterr().out


def test_a_part_that_is_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main(["everything"]) == 2
    assert "`everything` is not a part" in capsys.readouterr().err
