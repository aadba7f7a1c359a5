"""What theory expects of the run in view: figures of its own rule, and nothing that is not so."""

import numpy as np
import pytest

from lrviz import SCHEDULES
from lrviz.analysis.iteration import is_linear
from lrviz.analysis.theory import curvature
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.settings.config import RunConfig
from lrviz.text import LANGUAGES
from lrviz.ui.expected import expectations, expected_figures


def said(config: RunConfig) -> tuple[list[tuple[str, str]], str]:
    curve = curvature(config.build_objective())
    return expected_figures(config, curve), "\n".join(expectations(config, curve))


def test_plain_descent_has_the_factor_of_every_direction() -> None:
    figures, text = said(RunConfig(lr=0.6))
    assert ("critical rate 2/λmax", "0.5") in figures
    assert ("best rate, asymptotically", "0.3333") in figures
    assert "λ = 4: factor −1.4, it overshoots by more each time and blows up" in text
    assert "asymptotic" in text


@pytest.mark.parametrize("schedule", [name for name in SCHEDULES if name != "constant"])
def test_with_a_schedule_no_direction_is_said_to_blow_up(schedule: str) -> None:
    """Audit A7: the bowl at η = 0.6 under cosine converges."""
    figures, text = said(RunConfig(lr=0.6, schedule=schedule))
    assert "blows up" not in text
    assert "rate of each single step" in text
    assert not [label for label, _ in figures if "best" in label]


def test_with_momentum_the_bound_is_momentums() -> None:
    """Audit A12: the bowl with β = 0.9 converges at η = 0.9; its bound is 2(1+β)/λ = 0.95."""
    config = RunConfig(lr=0.9, steps=400, hyperparameters=(("momentum", 0.9),))
    figures, text = said(config)
    assert ("critical rate 2(1 + β)/λmax", "0.95") in figures
    assert "0.5" not in [value for _, value in figures]
    radius = number_of(np.abs(np.linalg.eigvals([[0.9, 4.0], [-0.9 * 0.9, 1 - 0.9 * 4]])).max())
    assert f"λ = 4: factor {radius}, it swings in" in text
    grows = RunConfig(lr=0.96, hyperparameters=(("momentum", 0.9),))
    assert "blows up" in said(grows)[1]


def number_of(value: float) -> str:
    return f"{value:.4g}"


def test_with_decay_the_bound_counts_the_decay() -> None:
    config = RunConfig(objective="parabola", lr=0.99, hyperparameters=(("weight_decay", 0.1),))
    figures, text = said(config)
    assert ("critical rate 2/(λmax + decay)", "0.9524") in figures
    assert "factor −1.079" in text
    assert "balance point" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("optimizer", [name for name in OPTIMIZERS if not is_linear(name, {})])
def test_a_rule_that_is_not_linear_is_given_no_rates(optimizer: str, language: str) -> None:
    figures, text = said(RunConfig(optimizer=optimizer, language=language))
    assert len(figures) == 2
    assert text
    assert "0.5" not in [value for _, value in figures]


def test_on_a_saddle_no_rate_is_critical() -> None:
    figures, text = said(RunConfig(objective="saddle"))
    assert ("critical rate 2/λmax", "–") in figures
    assert "Not every direction shrinks" in text
    assert "runs downhill without end" in text


def test_the_motions_of_momentum_are_those_of_its_roots() -> None:
    texts = {
        (lr, beta): said(
            RunConfig(objective="parabola", lr=lr, hyperparameters=(("momentum", beta),))
        )[1]
        for lr, beta in ((0.01, 0.5), (0.5, 0.5), (1.5, 0.5), (1.6, 0.5))
    }
    expected = ("creeps in", "swings in", "neither shrinks nor grows", "blows up")
    assert all(word in text for word, text in zip(expected, texts.values(), strict=True))
