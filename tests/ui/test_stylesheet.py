"""What a link may leave away of the page has its place in the style."""

from lrviz.settings.config import RunConfig
from lrviz.settings.fields import HIDEABLE
from lrviz.ui.stylesheet import HIDDEN, hidden


def test_whatever_may_be_left_away_is_found_on_the_page() -> None:
    assert set(HIDDEN) == set(HIDEABLE)
    assert len(set(HIDDEN.values())) == len(HIDDEN)


def test_a_link_leaves_away_what_it_names_and_nothing_else() -> None:
    wanted = RunConfig.from_query("hide=finer, save,finer").hide
    assert wanted == "finer,save"
    assert hidden(wanted) == ".lr-finer, .lr-save { display: none !important; }"
    assert hidden("") == ""
