"""What to try next: true for the rule in use, on the loss at hand."""

from collections.abc import Mapping
from typing import Any

from lrviz.analysis.evidence import Evidence

__all__ = ["advice"]

Advice = tuple[str, Mapping[str, float]]  # a key of the catalogs, and the numbers it takes


def advice(evidence: Evidence, i: int, word: str, case: str, e: Mapping[str, Any]) -> Advice:
    """Which hint fits run i, whose verdict is ``word`` for the reason ``case``."""
    plain = f"{word}_{case}"
    if word == "diverges":
        return _smaller(evidence, "diverges")
    if word == "converges":
        return _converged(case), {}
    if word == "stalls":
        exact = e["grad_ratio"] == 0 and case != "plateau"
        return (
            "stalls_exactly" if exact else f"stalls_{'plateau' if case == 'plateau' else 'saddle'}",
            {},
        )
    if word == "held":
        return plain, {}
    if word == "oscillates":
        return _swinging(evidence, i, case)
    if word == "crawls":
        return _crawling(evidence, case)
    if word == "leaves":
        return "leaves_start" if case.startswith("start") else "leaves", {}
    return word, {}


def _smaller(evidence: Evidence, word: str) -> Advice:
    """A smaller rate; below which one, where the rule has such a bound on this loss."""
    if evidence.bound is None:
        return word, {}
    return f"{word}_bound", {"critical": evidence.bound}


def _converged(case: str) -> str:
    if case in ("local", "zigzag", "began", "flat"):
        return f"converges_{case}"
    return "converges"


def _swinging(evidence: Evidence, i: int, case: str) -> Advice:
    runs = evidence.runs
    if case == "back":
        return "oscillates_back", {}
    if runs.normalised:
        return "oscillates_normalised", {}
    if runs.remembers[i] and case != "reversals":
        return "oscillates_inertia", {}
    if runs.minibatch:
        return "hovers", {}
    return "oscillates", {}


def _crawling(evidence: Evidence, case: str) -> Advice:
    if case in ("endless", "unknown", "start", "decay"):
        return f"crawls_{case}", {}
    if case == "valley" and not evidence.runs.normalised:
        return _smaller_than(evidence, "crawls_valley")
    return _smaller_than(evidence, "crawls")


def _smaller_than(evidence: Evidence, word: str) -> Advice:
    """A larger rate; up to which one, where the rule has such a bound on this loss."""
    if evidence.bound is None:
        return word, {}
    return f"{word}_bound", {"critical": evidence.bound}
