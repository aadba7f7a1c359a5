"""The Compare page without a browser: reels, tables, settings, and the script itself."""

import itertools
import math
import re
from collections.abc import Callable
from html import unescape

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import lrviz
from lrviz.analysis.comparison import ENTRANTS
from lrviz.figures.alt import called
from lrviz.figures.theme import LIGHT, MARKS
from lrviz.film import basins, phase, race, strip
from lrviz.film.answer import known_rates, run_of
from lrviz.film.comparison import race_run
from lrviz.settings.config import RunConfig
from lrviz.text import LANGUAGES, say
from lrviz.text.notices import ConfigError
from lrviz.text.numbers import number
from lrviz.ui.pages.compare import views
from lrviz.ui.pages.compare.settings import SETTINGS
from tests import draws
from tests.ui.payloads import Payload

RUN = RunConfig(objective="bowl", steps=60, start=(-5, -2))
RATES = (0.001, 0.1, 0.49, 0.6)
FAIR = (("sgd", None), ("momentum", None), ("adam", None))
Script = Callable[..., AppTest]
Reader = Callable[[object], object]


def alone(lr: float, **more: object) -> lrviz.Trajectory:
    return lrviz.descend("bowl", lr=lr, steps=60, start=(-5, -2), **more)  # type: ignore[arg-type]


def cells(html: str) -> list[list[str]]:
    """The table's rows as text."""
    rows = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in html.split("<tr>")[1:]]
    return [[unescape(re.sub("<[^>]*>", "", each)) for each in row] for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_films_play_the_runs_and_say_what_diagnose_says(language: str) -> None:
    sent = Payload.of(strip.rates_reel(RUN, RATES, language).payload("demo", language))
    films = [plot for plot in sent.header["plots"] if plot["name"].startswith("film_")]
    assert len(films) == len(RATES)
    assert sent.header["frames"] == 61
    for i, (film, lr) in enumerate(zip(films, RATES, strict=True)):
        run = alone(lr)
        found = lrviz.diagnose(run)
        mark = f"{MARKS[found.verdict]} {found.word(language)}"
        assert film["title"] == f"η = {number(lr)} · {mark}"
        assert found.sentence(language) in film["alt"]
        np.testing.assert_allclose(
            sent.doubles[f"film_{i}/{i}/points"], run.w, rtol=1e-6, atol=1e-30
        )
        assert film["captions"][-1] == say("compare.loss_now", language, loss=number(run.loss[-1]))
        np.testing.assert_allclose(
            sent.doubles[f"loss/{i}/points"][:, 1], np.maximum(run.loss, 33e-16), rtol=1e-6
        )


def test_the_table_of_rates_is_what_the_runs_did() -> None:
    rows = cells(strip.rates_table(strip.strip_of(RUN, RATES), LIGHT, "en"))[1:]
    for row, lr in zip(rows, RATES, strict=True):
        run = alone(lr)
        found = lrviz.diagnose(run)
        settled = found.evidence["settled"] if found.verdict == "converges" else None
        assert row[0] == number(lr)
        assert row[1] == f"{MARKS[found.verdict]} {found.word()}"
        assert row[2] == ("–" if settled is None else str(settled))
        assert row[3] == number(float(run.loss[-1]))
        assert row[4] == number(_worst_climb(run) / 33, 3)


def _worst_climb(run: lrviz.Trajectory) -> float:
    """On x² + 2y²: past its lowest point, a step's rest r climbs rᵀHr/2."""
    moves, hessian = np.diff(run.w, axis=0), np.array([2.0, 4.0])
    bend = (hessian * moves**2).sum(1)
    share = np.clip(-(run.grad[:-1] * moves).sum(1) / bend, 0, 1)
    return float(((1 - share) ** 2 * bend / 2).max())


def test_without_a_choice_the_films_are_the_four_regimes() -> None:
    lanes = strip.strip_of(RUN, ())
    assert [lane.verdict for lane in lanes] == ["crawls", "converges", "oscillates", "diverges"]


@pytest.mark.parametrize("name", [name for (name,) in draws.grid(lrviz.OBJECTIVES, one_in=3)])
def test_every_surface_has_at_least_two_films_of_different_rates(name: str) -> None:
    lanes = strip.strip_of(RunConfig(objective=name), ())
    assert 2 <= len({lane.lr for lane in lanes}) == len(lanes) <= 4


def test_a_click_on_a_film_means_its_rate() -> None:
    assert [strip.film_rate(RUN, RATES, f"film_{i}") for i in range(5)] == [*RATES, None]
    assert strip.film_rate(RUN, RATES, "loss") is None


@pytest.mark.parametrize("solid", [False, True])
def test_a_race_moves_every_runner_along_its_own_run(solid: bool) -> None:
    trials = race.trials_of(RUN, FAIR)
    sent = Payload.of(race.race_reel(RUN, FAIR, "en", solid).payload("demo", "en"))
    frames = sent.header["frames"]
    for i, each in enumerate(trials):
        entrant = ENTRANTS[each.lane.name]
        run = alone(each.lane.lr, optimizer=entrant.optimizer, **entrant.hyperparameters)
        if solid:
            seen = np.column_stack([sent.doubles[f"race/runners/{axis}"][:, i] for axis in "xy"])
        else:
            seen = sent.doubles[f"race/{each.lane.name}/points"]
        np.testing.assert_allclose(seen, run.w[:frames], rtol=1e-5, atol=1e-30)


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_the_winner_wins_is_told_with_ways_that_are_measured(language: str) -> None:
    for goal, names in (("ravine", "sgd rmsprop adam"), ("bowl", "sgd nesterov"), ("bowl", "sgd")):
        run = RunConfig(objective=goal)
        trials = race.trials_of(run, tuple((name, None) for name in names.split()))
        arrived = {each.lane.name: int(each.lane.settled or 0) for each in trials}
        said = race.race_reason(trials, run.steps, language)
        for name in sorted(arrived, key=arrived.__getitem__)[:2]:
            way = next(each for each in trials if each.lane.name == name).lane.run.w
            way = way[: arrived[name] + 1]
            walked = sum(math.dist(a, b) for a, b in itertools.pairwise(way))
            assert race.title_of(name, language) in said
            assert str(arrived[name]) in said
            if len(arrived) > 1:
                assert f" {number(walked / math.dist(way[0], way[-1]), 3)} " in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nobody_arrives_the_nearest_is_named_if_there_is_a_finish_to_be_near(
    language: str,
) -> None:
    slow = race.trials_of(RunConfig(objective="bowl", steps=2), (("sgd", 1e-4), ("adam", 1e-4)))
    title = race.title_of("sgd", language)
    nearest = say("compare.won.nearest", language, steps=2, winner=title, above="").strip()
    assert race.race_reason(slow, 2, language) == nearest
    blown = RunConfig(objective="bowl"), (("sgd", 100.0), ("momentum", 100.0))
    left = RunConfig(formula="sqrt(x)+x^2", start=(1,)), (("sgd", 1.0), ("momentum", 1.0))
    endless = RunConfig(objective="monkey_saddle"), (("sgd", None), ("adam", None))
    for run, rates in (blown, left, endless):
        said = race.race_reason(race.trials_of(run, rates), 100, language)
        assert said == say("compare.won.nobody", language, steps=100, above="").strip()


def test_a_race_ranks_who_falls_by_its_fall_and_who_leaves_after_those_on_the_way() -> None:
    """On −eˣ a rate of 20 is at −∞ after two steps, one of 0.01 near −1 after five; on √x + x² a
    rate of 1 leaps from 1 to −1.5, where the root has no value."""
    run = RunConfig(formula="-exp(x)", start=(0,), steps=5)
    falls = race.trials_of(run, (("sgd", 0.01), ("adam", 20.0), ("momentum", 20.0)))
    rows = cells(race.race_table(falls, LIGHT, "en"))[1:]
    momentum = race.title_of("momentum", "en")
    assert [row[0].split(" ", 1)[1] for row in rows] == [momentum, "Adam", "SGD"]
    assert rows[0][6] == "−∞"
    assert rows[2][6].startswith("−1.05")
    run = RunConfig(formula="sqrt(x)+x^2", start=(1,), steps=3)
    left = race.trials_of(run, (("sgd", 1.0), ("adam", 0.001)))
    rows = cells(race.race_table(left, LIGHT, "en"))[1:]
    assert [row[0].split(" ", 1)[1] for row in rows] == ["Adam", "SGD"]
    assert rows[1][6] == "2"  # √1 + 1²


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("formula", "start", "lr", "final", "case", "step"),
    [
        ("x^2", 1, 20.0, "∞", "diverges", 97),  # 39ᵏ is beyond √(1.8·10³⁰⁸) from k = 97 on
        ("-exp(x)", 0, 20.0, "−∞", "falls", 2),  # w₁ = 20, and w₂ about 20·e²⁰
        ("sqrt(x)+x^2", 1, 1.0, "2", "value", 1),  # w₁ = 1 − (½ + 2)
        ("x^x", 1, 1.0, "1", "gradient", 1),  # w₁ = 1 − 1·(ln 1 + 1) = 0, where ln x has no value
    ],
)
def test_how_a_run_ended_is_said_as_its_verdict_has_it(
    formula: str, start: float, lr: float, final: str, case: str, step: int, language: str
) -> None:
    lanes = strip.strip_of(RunConfig(formula=formula, start=(start,), steps=300), (1e-6, lr))
    rows = cells(strip.rates_table(lanes, LIGHT, language))[1:]
    assert rows[1][3] == final
    captions = strip.film_captions(lanes[1], 301, language)
    assert captions[-1] == say(f"compare.ended.{case}", language, step=step)
    assert captions[step - 1] != captions[-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_two_who_arrive_after_as_many_steps_none_is_said_to_be_first(language: str) -> None:
    trials = race.trials_of(RunConfig(objective="ravine"), (("rmsprop", None), ("adagrad", None)))
    steps = {int(each.lane.settled or 0) for each in trials}
    assert len(steps) == 1
    said = {"winner": "Adagrad", "others": "RMSprop", "steps": steps.pop()}
    assert race.race_reason(trials, 100, language).startswith(
        say("compare.won.level", language, **said)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_two_who_are_there_from_the_start_none_ends_lower(language: str) -> None:
    run = RunConfig(objective="bowl", start=(0, 0))
    trials = race.trials_of(run, (("sgd", None), ("nesterov", None)))
    other = race.title_of("nesterov", language)
    said = say("compare.won.tied", language, winner="SGD", others=other, steps=0)
    assert race.race_reason(trials, 100, language) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_converges_above_the_lowest_minimum_has_not_arrived(language: str) -> None:
    """Rastrigin's minimum is 0; from its start SGD comes to rest in a hollow near by, at 12.9, in
    3 steps, and Adam at 0 in many more. The finish is drawn near 0."""
    rates = (("sgd", None), ("adam", None))
    trials = race.trials_of(RunConfig(objective="rastrigin"), rates)
    sgd, adam = (each.lane for each in trials)
    assert sgd.settled is not None
    assert adam.settled is not None
    assert sgd.settled < adam.settled
    assert adam.run.loss[-1] < 0.1
    assert sgd.run.loss[-1] > 10
    rows = cells(race.race_table(trials, LIGHT, language))[1:]
    assert [row[0].split(" ", 1)[1] for row in rows] == ["Adam", "SGD"]
    said = race.race_reason(trials, 100, language)
    first = say("compare.won.first", language, winner="Adam", steps=adam.settled)
    assert said.startswith(first)
    assert said.endswith(say("compare.won.above", language, names="SGD"))
    hollows = race.trials_of(RunConfig(objective="ackley"), (("sgd", None), ("momentum", None)))
    assert all(each.lane.settled is not None for each in hollows)
    names = f"{race.title_of('momentum', language)}{say('compare.semicolon', language)}SGD"
    above = say("compare.won.above", language, names=names)
    winner = race.title_of("momentum", language)
    nobody = say("compare.won.nearest", language, winner=winner, steps=100, above=above)
    assert race.race_reason(hollows, 100, language) == nobody


def test_the_table_of_a_race_is_in_the_order_of_arrival_with_its_cost() -> None:
    trials = race.trials_of(RUN, FAIR)
    rows = cells(race.race_table(trials, LIGHT, "en"))[1:]
    steps = [int(row[3]) for row in rows]
    assert steps == sorted(steps)
    by_name = {race.title_of(each.lane.name, "en"): each for each in trials}
    for row in rows:
        each = by_name[row[0].split(" ", 1)[1]]
        assert row[2] == number(each.lane.lr)
        found = lrviz.diagnose(each.lane.run)
        assert row[1] == f"{MARKS[found.verdict]} {found.word()}"
        assert int(row[4]) == found.evidence["settled"]
        assert int(row[5]) == each.spent
        assert each.spent % 60 == 0  # of each rate tried, every step
        assert 200 < each.spent / 60 < 500


def test_the_rate_of_a_race_is_the_good_one_of_the_other_pages() -> None:
    """The stage's film of the same rule; where it has none, the race's own lowest end."""
    pairs = [("bowl", "sgd"), ("ravine", "momentum"), ("himmelblau", "adam"), ("booth", "rmsprop")]
    for surface, name in pairs:
        entrant = ENTRANTS[name]
        run = RunConfig(objective=surface, steps=60)
        (found,) = race.trials_of(race_run(run), ((name, None),))
        rule = {"optimizer": entrant.optimizer, "hyperparameters": dict(entrant.hyperparameters)}
        regimes = known_rates(run_of(run.replace(**rule))).regimes
        assert found.lane.lr == regimes["good"], (surface, name)


def test_who_has_no_good_rate_is_not_said_to_race_at_one() -> None:
    names = (("sgd", None), ("adam", None))
    endless, valley, bowl = (
        race.trials_of(race_run(RunConfig(objective=surface, steps=40)), names)
        for surface in ("saddle", "rosenbrock", "bowl")
    )
    assert [each.lane.verdict for each in valley] == ["crawls", "crawls"]
    given = race.trials_of(RUN, (("sgd", 0.1),))
    choices = [[each.choice for each in some] for some in (endless, valley, bowl, given)]
    assert choices == [["lowest"] * 2, ["closest"] * 2, ["good"] * 2, ["given"]]
    told, near, good = (race.race_note(some, 40, "en") for some in (endless, valley, bowl))
    assert told.endswith(say("compare.no_good_rate.lowest", names="SGD; Adam", steps=40))
    assert near.endswith(say("compare.no_good_rate.closest", names="SGD; Adam", steps=40))
    assert good == say("compare.fair_note", steps=40, count=len(bowl[0].lr))
    own = say("compare.own_note", steps=40, count=len(given[0].lr))
    assert race.race_note(given, 40, "en", fair=False) == own


def test_sweeps_stand_side_by_side_with_the_rate_of_the_race_marked() -> None:
    reel = race.sweeps_reel(RUN, FAIR, "en")
    trials = race.trials_of(RUN, FAIR)
    assert reel.frames == 1
    for plot, each in zip(reel.plots, trials, strict=True):
        (current,) = [t for t in plot.spec(LIGHT)["data"] if t["name"] == "current"]
        assert number(each.lane.lr) in plot.title
        assert current["x"]["bdata"]
        x = each.lr[7] * 1.01
        assert race.rate_of_sweep(plot.name, x, trials) == (each.lane.name, each.lr[7])
    assert race.rate_of_sweep("loss", 1.0, trials) is None
    assert race.rate_of_sweep("sweep_sgd", -1.0, trials) is None


def test_the_sweeps_of_a_race_without_a_minimum_are_of_losses() -> None:
    run = race_run(RunConfig(objective="monkey_saddle"))
    for plot in race.sweeps_reel(run, (("sgd", None), ("adam", None)), "en").plots:
        spec = plot.spec(LIGHT)
        assert spec["layout"]["yaxis"]["type"] == "linear"
        runs = next(trace for trace in spec["data"] if trace["name"] == "runs")
        assert len(runs["text"]) >= 12  # of some 60, of which most fall or grow beyond all bounds


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("surface", "finish"), [("monkey_saddle", False), ("bowl", True)])
def test_no_finish_is_told_of_to_readers_of_the_screen_where_none_is_drawn(
    surface: str, finish: bool, language: str
) -> None:
    run, rates = race_run(RunConfig(objective=surface)), (("sgd", 0.02), ("adam", 0.1))
    names = ", ".join(race.title_of(name, language) for name, _ in rates)
    told = called(run.build_objective(), language)
    for solid in (False, True):
        reel = race.race_reel(run, rates, language, solid)
        key = f"compare.alt.race{'_solid' if solid else ''}{'' if finish else '_endless'}"
        assert reel.plots[0].alt == say(key, language, surface=told, names=names)
        curves = f"compare.alt.curves{'' if finish else '_losses'}"
        assert reel.plots[1].alt == say(curves, language, names=names)


def test_racers_at_their_own_rates_run_at_them() -> None:
    trials = race.trials_of(RUN, (("sgd", 0.05), ("adam", 0.2)))
    assert [each.lane.lr for each in trials] == [0.05, 0.2]
    np.testing.assert_array_equal(trials[0].lane.run.w, alone(0.05).w)


def test_a_map_of_starts_is_made_once_and_its_table_adds_up() -> None:
    run = RunConfig(objective="two_wells", lr=0.3, steps=100)
    assert not basins.basins_of.knows(run, 20)
    found = basins.basins_of(run, 20)
    assert found is not None
    assert basins.basins_of(run, 20) is found
    rows = cells(basins.basins_table(found, LIGHT, "en"))[1:]
    shares = [float(row[2].rstrip("%")) for row in rows]
    assert sum(shares) == pytest.approx(100, abs=0.5)
    assert rows[0][0].startswith(("A ", "B "))
    (plot,) = basins.basins_reel(found, False, "zh").plots
    assert plot.pick


def test_of_runs_that_decay_holds_short_of_a_minimum_none_is_promised() -> None:
    held = {"steps": 500, "hyperparameters": {"weight_decay": 5.0}}
    run = RunConfig(objective="himmelblau", lr=0.01, **held)  # type: ignore[arg-type]
    assert lrviz.diagnose(lrviz.descend(**run.descend_arguments())).verdict == "held"
    found = basins.basins_of(run, 6)
    assert found is not None
    (row,) = cells(basins.basins_table(found, LIGHT, "en"))[1:]
    assert row[0] == say("figure.basins.nowhere")
    assert "yet" not in row[0]
    assert not basins.ends_alike(found)  # of one label, each at a balance of its own


@pytest.mark.parametrize(
    ("surface", "lr", "steps", "alike"),
    [
        ("bowl", 0.1, 100, True),  # one minimum, which all come to
        ("bowl", 0.1, 3, False),  # not yet
        ("bowl", 1.0, 100, True),  # all diverge
        ("himmelblau", 1.0, 100, False),  # all diverge, but not for want of minima
    ],
)
def test_that_every_start_ends_alike_is_said_where_the_surface_has_but_one_minimum(
    surface: str, lr: float, steps: int, alike: bool
) -> None:
    found = basins.basins_of(RunConfig(objective=surface, lr=lr, steps=steps), 8)
    assert found is not None
    assert basins.ends_alike(found) == alike


def test_of_many_minima_the_table_names_a_dozen_and_adds_up_the_rest() -> None:
    run = RunConfig(objective="rastrigin", lr=0.001, steps=40)
    found = basins.basins_of(run, 44)
    assert found is not None
    rows = cells(basins.basins_table(found, LIGHT, "en"))[1:]
    names, shares = ([row[i] for row in rows] for i in (0, 2))
    dozen = [float(share.rstrip("%")) for share in shares[:12]]
    assert dozen == sorted(dozen, reverse=True)
    assert dozen[0] > dozen[-1]
    assert say("compare.more_minima", count=len(found.minima) - 12) in names
    assert sum(float(row[2].rstrip("%")) for row in rows) == pytest.approx(100, abs=0.5)


def test_a_search_that_was_not_made_costs_nothing() -> None:
    trials = race.trials_of(RUN, (("sgd", 0.05), ("adam", 0.2)))
    rows = cells(race.race_table(trials, LIGHT, "en", fair=False))[1:]
    assert [row[5] for row in rows] == ["–", "–"]


def test_the_diagram_is_of_the_surfaces_own_curvature() -> None:
    config = RunConfig(objective="ravine")
    values, said = phase.curvature_of(config, config.build_objective())
    assert values == pytest.approx((0.2, 4.0))
    assert "20" in said
    for name in ("saddle", "monkey_saddle", "ackley"):
        config = RunConfig(objective=name)
        assert phase.curvature_of(config, config.build_objective())[0] is None


@pytest.mark.parametrize(
    ("settings", "nesterov", "pair"),
    [
        ({}, False, (0.3, 0.0)),
        ({}, True, (0.3, 0.0)),
        ({"hyperparameters": {"momentum": 0.9}}, False, (0.3, 0.9)),
        ({"hyperparameters": {"momentum": 0.9}}, True, None),
        ({"hyperparameters": {"momentum": 0.9, "nesterov": True}}, True, (0.3, 0.9)),
        ({"hyperparameters": {"momentum": 0.9, "nesterov": True}}, False, None),
        ({"hyperparameters": {"momentum": 0.9, "dampening": 0.5}}, False, None),
        ({"hyperparameters": {"weight_decay": 0.5}}, False, None),
        ({"schedule": "cosine"}, False, None),
        ({"optimizer": "adam"}, False, None),
    ],
)
def test_on_the_momentum_diagram_stands_only_a_run_of_its_own_rule(
    settings: dict[str, object], nesterov: bool, pair: tuple[float, float] | None
) -> None:
    config = RunConfig(objective="bowl", lr=0.3, **settings)  # type: ignore[arg-type]
    assert phase.pair_in_use(config, nesterov=nesterov) == pair


READERS: dict[str, Reader] = {each.name: each.read for each in SETTINGS.settings}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("rates", "", ()),
        ("rates", "0.4, 0.1", (0.1, 0.4)),
        ("rates", "0.1，0.2，0.2", (0.1, 0.2)),
        ("racers", "sgd,adam", "sgd,adam"),
        ("own", "sgd:0.1,adam:1e-3", "sgd:0.1,adam:0.001"),
        ("own", "sgd:0,1,adam:1/4", "sgd:0.1,adam:0.25"),
        ("own", "", ""),
    ],
)
def test_settings_are_read(name: str, text: str, value: object) -> None:
    assert READERS[name](text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rates", "0.1"),
        ("rates", "-1, 2"),
        ("rates", "a, b"),
        ("rates", "1,2,3,4,5,6,7,8,9,10"),
        ("rates", "inf, 1"),
        ("racers", "sgd"),
        ("racers", "sgd,<b>"),
        ("racers", ",".join(list(ENTRANTS)[:9])),
        ("own", "sgd:0"),
        ("own", "nobody:1"),
        ("own", "sgd"),
        ("tab", "elsewhere"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(name: str, text: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        READERS[name](text)
    for language in LANGUAGES:
        assert refusal.value.notice.sentence(language)


def page() -> None:
    from lrviz.ui.pages.compare import page as compare

    compare.page()


@pytest.fixture
def script() -> Script:
    def run(**query: str) -> AppTest:
        app = AppTest.from_function(page, default_timeout=60)
        for key, value in query.items():
            app.query_params[key] = value
        return app.run()

    return run


def address(app: AppTest, key: str) -> str:
    """What the address says."""
    value = app.query_params[key]
    return value if isinstance(value, str) else value[-1]


@pytest.mark.parametrize(
    ("tab", "language"),
    [("rates", "en"), ("optimizers", "zh"), ("basins", "zh"), ("momentum", "en")],
)
def test_every_part_of_the_page_runs(script: Script, tab: str, language: str) -> None:
    app = script(compare=tab, lang=language)
    assert not app.exception
    assert not app.error
    assert address(app, "compare") == tab


def labelled(elements: object, label: str) -> object:
    """The widget with that label."""
    return next(each for each in elements if each.label == label)  # type: ignore[attr-defined]


def test_rates_typed_are_in_the_address_and_nonsense_keeps_what_was(script: Script) -> None:
    app = script()
    field = labelled(app.text_input, say("compare.rates"))
    field.set_value("0.4, 0.1").run()  # type: ignore[attr-defined]
    assert address(app, "rates") == "0.1,0.4"
    labelled(app.text_input, say("compare.rates")).set_value("much").run()  # type: ignore[attr-defined]
    assert not app.exception
    assert "much" in app.error[0].value
    assert labelled(app.text_input, say("compare.rates")).value == "much"  # type: ignore[attr-defined]
    assert address(app, "rates") == "0.1,0.4"
    labelled(app.button, say("compare.four_regimes")).click().run()  # type: ignore[attr-defined]
    assert not app.error
    assert address(app, "rates") == ""


def test_one_racer_is_no_race(script: Script) -> None:
    app = script(compare="optimizers", racers="sgd,adam")
    labelled(app.multiselect, say("compare.racers")).set_value(["sgd"]).run()  # type: ignore[attr-defined]
    assert not app.exception
    assert "2" in app.error[0].value
    assert labelled(app.multiselect, say("compare.racers")).value == ["sgd", "adam"]  # type: ignore[attr-defined]


def test_a_rate_of_ones_own_is_in_the_address(script: Script) -> None:
    app = script(compare="optimizers", racers="sgd,adam", fair="0")
    title = race.title_of("adam", "en")
    labelled(app.text_input, f"η · {title}").set_value("0.25").run()  # type: ignore[attr-defined]
    assert "adam:0.25" in address(app, "own")
    labelled(app.text_input, f"η · {title}").set_value("fast").run()  # type: ignore[attr-defined]
    assert "fast" in app.error[0].value
    assert labelled(app.text_input, f"η · {title}").value == "fast"  # type: ignore[attr-defined]
    assert "adam:0.25" in address(app, "own")
    labelled(app.text_input, f"η · {title}").set_value("0,05").run()  # type: ignore[attr-defined]
    assert not app.error
    assert "adam:0.05" in address(app, "own")
    assert labelled(app.text_input, f"η · {title}").value == "0.05"  # type: ignore[attr-defined]


def test_the_rate_of_the_basins_is_read_as_people_write_it_or_stays_to_be_mended(
    script: Script,
) -> None:
    app = script(compare="basins", objective="bowl", starts="100")
    field = say("compare.rate")
    labelled(app.text_input, field).set_value("1/16").run()  # type: ignore[attr-defined]
    assert address(app, "lr") == "0.0625"
    labelled(app.text_input, field).set_value("1,234").run()  # type: ignore[attr-defined]
    assert "1.234 or as 1234" in app.error[0].value.replace("\\", "")
    assert labelled(app.text_input, field).value == "1,234"  # type: ignore[attr-defined]
    assert address(app, "lr") == "0.0625"


def test_a_surface_with_more_parameters_has_no_maps_and_says_so(script: Script) -> None:
    for tab in ("rates", "optimizers", "momentum"):
        assert not script(compare=tab, formula="x^2+y^2+2z^2").exception
    app = script(compare="basins", formula="x^2+y^2+2z^2")
    assert app.info[0].value == say("compare.no_map")


def test_a_start_where_the_loss_is_no_number_is_said_and_the_page_stays(script: Script) -> None:
    app = script(formula="log(x)+y^2", start="-1,1")
    assert not app.exception
    assert app.error


def test_a_regimes_button_sets_the_rate_of_the_map(script: Script) -> None:
    app = script(compare="basins", objective="himmelblau", lr="0.001")
    before = address(app, "lr")
    labelled(app.button, say("stage.good")).click().run()  # type: ignore[attr-defined]
    assert not app.exception
    assert address(app, "lr") != before


def test_on_a_map_whose_upright_axis_is_the_rate_there_is_no_field_for_it(script: Script) -> None:
    app = script(compare="basins", objective="wave", steps="20", shade="steps")
    assert say("compare.rate") not in [each.label for each in app.text_input]
    assert say("stage.too_large") not in [each.label for each in app.button]
    notes = [each.value for each in app.caption]
    colour = say("compare.coloured.steps")
    assert say("compare.rates_basins_note", colour=colour) in notes
    assert say("compare.basins_note", colour=colour) not in notes


@pytest.mark.parametrize(
    ("menu", "label", "value", "left"),
    [
        ("selectbox", "ui.surface", "himmelblau", False),
        ("text_input", "compare.rate", "0.2", False),
        ("selectbox", "compare.starts", "200", True),
    ],
)
def test_a_map_that_was_cancelled_leaves_only_one_of_the_same_run_in_its_place(
    script: Script, monkeypatch: pytest.MonkeyPatch, menu: str, label: str, value: str, left: bool
) -> None:
    """The map of one run is on show; then something is changed, and the next map cancelled."""
    app = script(compare="basins", objective="two_wells", steps="20", lr="0.1")
    assert [each for each in app.get("html") if "compare-table" in each.proto.body]
    monkeypatch.setattr(views, "_made", lambda *_: None)
    labelled(app.get(menu), say(label)).set_value(value).run()  # type: ignore[attr-defined]
    assert not app.exception
    told = "compare.cancelled_shown" if left else "compare.cancelled"
    assert [each.value for each in app.info] == [say(told)]
    shown = [each for each in app.get("html") if "compare-table" in each.proto.body]
    assert bool(shown) == left
