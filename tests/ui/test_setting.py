"""What is on is written beside the picture, in the words of its language."""

from xml.etree import ElementTree

import lrviz
from lrviz.film.setting import formula_of, setting_of
from lrviz.objectives import OBJECTIVES
from lrviz.text import LANGUAGES, say


def test_what_is_not_as_by_default_is_named() -> None:
    cosine = lrviz.SCHEDULES["cosine"].bind()
    run = lrviz.descend("bowl", lr=0.1, steps=3, momentum=0.9, nesterov=True, schedule=cosine)
    for language in LANGUAGES:
        said = setting_of(run.settings, language)
        titles = [say("optimizer.sgd.title", language), say("schedule.cosine.title", language)]
        assert said == [titles[0], "momentum = 0.9", "nesterov = True", titles[1]]
    adam = lrviz.descend("bowl", optimizer="adam", lr=0.1, steps=3, betas=(0.8, 0.999))
    assert setting_of(adam.settings, "en") == ["Adam", "betas = (0.8, 0.999)"]


def test_a_schedules_own_settings_are_named_after_it() -> None:
    halved = lrviz.SCHEDULES["step"].bind(gamma=0.5, step_size=2)
    run = lrviz.descend("bowl", lr=0.1, steps=3, schedule=halved)
    words = [say("schedule.step.title"), "step_size = 2", "gamma = 0.5"]
    assert setting_of(run.settings, "en")[1:] == words
    assert setting_of(lrviz.resume(run, steps=2).settings, "en")[1:] == []
    many = lrviz.sweep("bowl", lr=[0.1, 0.2], steps=3, schedule=halved)
    assert setting_of(many.settings, "en")[1:] == words


def test_batches_and_another_way_to_the_gradient_are_named() -> None:
    loss = lrviz.linear_regression([[1.0], [2.0], [3.0]], [1.0, 2.0, 2.5])
    run = lrviz.descend(loss, lr=0.1, steps=3, batch_size=2, gradient="autograd")
    assert setting_of(run.settings, "en")[1:] == ["batches of 2", "gradient by autograd"]


def test_every_surface_is_typeset_as_well_formed_mathematics() -> None:
    for objective in [*OBJECTIVES.values(), lrviz.formula("max(x, 2)*|y1| + erf(x)/log10(y1)")]:
        root = ElementTree.fromstring(formula_of(objective))
        assert root.tag.endswith("math")
        words = "".join(root.itertext())
        assert words.startswith("ℓ(")
        assert "\\" not in words
    assert formula_of(lrviz.formula("+".join(f"{n}.123456*x^{n}" for n in range(1, 40)))) == ""
