"""Who has read one page finds anything in the others: one role has one name."""

import pytest

from tests.laws.sources import PACKAGE, imported

PAGES = PACKAGE / "ui" / "pages"
OWN = ("descent", "compare", "regression", "gradient", "network")
ROLES = ("page", "settings", "controls", "answer")
BESIDE = {"classroom", "lessons"}  # stand beside any other, and draw it


@pytest.mark.parametrize("page", OWN)
def test_a_page_has_the_files_of_every_page(page: str) -> None:
    missing = [role for role in ROLES if not (PAGES / page / f"{role}.py").exists()]
    assert not missing
    settings = (PAGES / page / "settings.py").read_text("utf-8")
    assert "\nSETTINGS = PageSettings.of(" in settings
    drawn = (PAGES / page / "page.py").read_text("utf-8")
    assert "\ndef page() -> None:" in drawn
    assert "SETTINGS.publish()" in drawn


def test_a_page_imports_no_other() -> None:
    other = [
        (path, name)
        for path in PAGES.rglob("*.py")
        for name in imported(path)
        if (own := path.relative_to(PAGES).parts[0]) not in BESIDE
        if name.startswith("lrviz.ui.pages.") and not name.startswith(f"lrviz.ui.pages.{own}")
    ]
    assert not other
