"""Any page as a Python script in plain torch, and as a notebook of the same with its pictures."""

from lrviz.export.comparison_script import comparison_script
from lrviz.export.gradient_script import gradient_script
from lrviz.export.network_script import network_script
from lrviz.export.regression_script import script
from lrviz.export.script import export_script
from lrviz.export.snapshot import Snapshot

__all__ = ["script_of"]


def script_of(page: Snapshot, form: str = "scratch") -> str:
    """The page's run in plain torch; ``form`` of a regression: "scratch", or "torch" with
    torch's own layers.

    Raises:
        ExportError: the settings cannot be run, or have no script.
    """
    if page.page == "regression":
        return script(page.recipe, page.task, form, page.language, inline=True)
    made = {
        "descent": lambda page: export_script(page.config),
        "compare": comparison_script,
        "gradient": gradient_script,
        "network": network_script,
    }
    return made[page.page](page)
