"""The headers that every answer carries."""

import base64
import hashlib

import pytest

from lrviz.ui.safe_headers import file_headers, safe_headers, script_hashes


def policy(**environment: str) -> dict[str, list[str]]:
    """The content security policy, each directive with its sources."""
    text = safe_headers(["'sha256-abc'"], environment)["Content-Security-Policy"]
    return {name: sources for name, *sources in (each.split() for each in text.split("; "))}


def test_scripts_come_from_this_server_or_are_the_known_ones() -> None:
    sources = policy()["script-src"]
    assert {"'self'", "'sha256-abc'"} <= {*sources}
    assert not {"'unsafe-inline'", "*", "https:", "http:", "data:"} & {*sources}
    assert policy()["object-src"] == ["'none'"]
    assert policy()["base-uri"] == ["'self'"]


def test_nobody_may_frame_the_page_unless_a_setting_says_so() -> None:
    assert policy()["frame-ancestors"] == ["'none'"]
    assert safe_headers([], {})["X-Frame-Options"] == "DENY"
    given = {"LRVIZ_EMBED": "https://moodle.example.org https://*.example.edu:8443"}
    assert policy(**given)["frame-ancestors"] == given["LRVIZ_EMBED"].split()
    assert "X-Frame-Options" not in safe_headers([], given)
    assert policy(LRVIZ_EMBED="*")["frame-ancestors"] == ["*"]
    assert "frame-ancestors *" in file_headers({"LRVIZ_EMBED": "*"})["Content-Security-Policy"]


@pytest.mark.parametrize("given", ["moodle.example.org", "https://a.org; script-src *", "https://"])
def test_what_is_no_origin_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="must be origins such as"):
        safe_headers([], {"LRVIZ_EMBED": given})


def test_a_hash_is_that_of_the_script_as_it_stands() -> None:
    pages = [b"<p><script>\nlet a = 1;\n</script><script src='b.js'></script>", b"no script"]
    digest = base64.b64encode(hashlib.sha256(b"\nlet a = 1;\n").digest()).decode()
    assert script_hashes(pages) == (f"'sha256-{digest}'",)
