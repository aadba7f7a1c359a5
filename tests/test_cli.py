"""The command line: the engine's own numbers out, one plain sentence for any bad input."""

import csv
import errno
import io
import json
import os
import shlex
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrviz
from lrviz import OBJECTIVES, OPTIMIZERS, SCHEDULES, descend, diagnose, sweep
from lrviz.cli import main, serving, workers
from lrviz.cli.arguments import CommandError, parse
from lrviz.cli.commands import COMMANDS
from lrviz.cli.progress import bar
from lrviz.cli.reading import config_of
from lrviz.export.snapshot import snapshot
from lrviz.settings.config import RunConfig
from lrviz.text import LANGUAGES, say
from tests import fresh
from tests.draws import draws

Call = Callable[..., tuple[int, str, str]]
CLASSIC = ["descend", "--objective", "bowl", "--lr", "0.1", "--steps", "20", "--start", "-5", "-2"]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Obey a command line in this process: (exit code, stdout, stderr)."""

    def run(*tokens: str) -> tuple[int, str, str]:
        code = main([*tokens])
        return code, *capsys.readouterr()

    return run


def test_the_real_command_prints_the_steps_and_the_verdict() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "lrviz", *CLASSIC],
        env={**os.environ, "PYTHONIOENCODING": "utf-8"}, encoding="utf-8",
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    table = lines[1:15]
    assert table[0].split() == ["step", "x", "y", "loss", "‖gradient‖"]
    assert table[1].split() == ["0", "-5", "-2", "33", "12.8062"]
    assert table[2].split() == ["1", "-4", "-1.2", "18.88", "9.32952"]
    assert set(table[7].split()) == {"…"}
    assert table[-1].split()[0] == "20"
    assert len({len(line) for line in table}) == 1  # aligned
    diagnosis = diagnose(descend("bowl", lr=0.1, steps=20, start=(-5, -2)))
    assert f"converges: {diagnosis.sentence()}" in lines
    assert f"Try: {diagnosis.hint()}" in lines


COMMAND = "import runpy; runpy.run_module('lrviz', run_name='__main__', alter_sys=True)"


def test_the_command_answers_bad_input_with_one_sentence_and_exit_code_2() -> None:
    done = fresh.run(COMMAND, "descend", "--lr", "-1e-3")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "The setting lr must be a number with lr > 0; got '-1e-3'.\n"


def test_a_terminal_without_unicode_gets_an_answer_too() -> None:
    done = fresh.run(COMMAND, *CLASSIC, "--lang", "zh", encoding="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.whole
@pytest.mark.skipif(sys.platform == "win32", reason="pipes of a POSIX shell")
def test_a_reader_who_leaves_early_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "lrviz", "list"]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, timeout=120, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_output_that_cannot_be_written_is_one_sentence(language: str) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "lrviz", "list", "--lang", language],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    reason = os.strerror(errno.ENOSPC)
    assert done.returncode == 2
    assert done.stderr == say("cli.unprinted", language, reason=reason) + "\n"


def test_json_holds_the_whole_run_to_full_precision(call: Call) -> None:
    code, out, err = call(*CLASSIC, "--json", "-")
    assert (code, err) == (0, "")
    record = json.loads(out)
    run = descend("bowl", lr=0.1, steps=20, start=(-5, -2))
    for name in ("w", "loss", "grad", "lr"):
        assert (np.array(record[name]) == getattr(run, name)).all()
    assert record["verdict"] == "converges"
    assert record["evidence"]["gap_ratio"] == diagnose(run).evidence["gap_ratio"]
    assert (record["objective"], record["outcome"]) == ("bowl", "completed")
    assert RunConfig.from_query(record["query"]) == RunConfig(start=(-5, -2), steps=20)


def test_json_follows_the_closed_form_on_a_bowl(call: Call) -> None:
    _, out, _ = call(*CLASSIC, "--json", "-")
    k = np.arange(21)[:, None]
    closed = (1 - 0.1 * np.array([2, 4])) ** k * np.array([-5, -2])
    np.testing.assert_allclose(json.loads(out)["w"], closed, rtol=1e-12)


def test_csv_has_one_row_per_step_to_full_precision(call: Call, tmp_path: Path) -> None:
    target = tmp_path / "run.csv"
    falling = ("--schedule", "exponential", "--schedule-set", "gamma=0.99")
    code, out, _ = call(*CLASSIC, *falling, "--csv", str(target))
    assert code == 0
    assert "converges" in out
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    run = descend(
        "bowl", lr=0.1, steps=20, start=(-5, -2), schedule=SCHEDULES["exponential"].bind(gamma=0.99)
    )
    assert list(rows[0]) == ["step", "x", "y", "loss", "grad_x", "grad_y", "lr"]
    assert [float(row["x"]) for row in rows] == run.w[:, 0].tolist()
    assert [float(row["loss"]) for row in rows] == run.loss.tolist()
    assert [float(row["grad_y"]) for row in rows] == run.grad[:, 1].tolist()
    assert rows[0]["lr"] == ""
    assert [float(row["lr"]) for row in rows[1:]] == run.lr.tolist()


def test_a_run_that_blows_up_is_valid_json_and_csv(call: Call, tmp_path: Path) -> None:
    target = tmp_path / "run.csv"
    command = ("descend", "--formula", "x^4", "--lr", "9", "--json", "-", "--csv", str(target))
    code, out, _ = call(*command)
    record = json.loads(out, parse_constant=pytest.fail)
    assert (code, record["outcome"], record["verdict"]) == (0, "non_finite", "diverges")
    assert len(target.read_text().splitlines()) == len(record["w"]) + 1


@pytest.mark.parametrize(
    ("tokens", "start"),
    [
        (["--start", "-5e-1", ".5"], [-0.5, 0.5]),
        (["--start", "-5", "-2", "--lr", "0.2"], [-5.0, -2.0]),
        (["--start=-5,-2"], [-5.0, -2.0]),
        (["--start", "(-5, 2)"], [-5.0, 2.0]),
        ([], list(OBJECTIVES["bowl"].start)),
    ],
)
def test_negative_numbers_are_start_values(
    call: Call, tokens: list[str], start: list[float]
) -> None:
    _, out, err = call("descend", *tokens, "--json", "-")
    assert err == ""
    assert json.loads(out)["w"][0] == start


def test_options_reach_the_engine(call: Call) -> None:
    tokens = ["--formula", "-x*0 + x^2", "--optimizer", "sgd", "--set", "momentum=0.9"]
    tokens += ["--set", "nesterov=true", "--schedule", "exponential", "--schedule-set", "gamma=0.5"]
    tokens += ["--gradient", "autograd", "--start", "random", "--seed", "4", "--steps", "6"]
    _, out, _ = call("descend", *tokens, "--json", "-")
    config = RunConfig(
        formula="-x*0 + x^2",
        hyperparameters={"momentum": 0.9, "nesterov": True},
        schedule="exponential",
        schedule_hyperparameters={"gamma": 0.5},
        gradient="autograd",
        start="random",
        seed=4,
        steps=6,
    )
    assert json.loads(out)["w"] == descend(**config.descend_arguments()).w.tolist()


def test_a_share_link_reopens_the_same_run_and_options_change_it(call: Call) -> None:
    config = RunConfig(objective="beale", optimizer="adam", hyperparameters={"betas": (0.5, 0.9)})
    link = f"https://example.org/?{config.to_query()}"
    _, out, _ = call("descend", "--query", link, "--json", "-")
    assert json.loads(out)["w"] == descend(**config.descend_arguments()).w.tolist()
    _, out, _ = call("descend", "--query", link, "--lr", "0.2", "--set", "eps=0.1", "--json", "-")
    values = {"betas": (0.5, 0.9), "eps": 0.1}
    expected = descend(**config.replace(lr=0.2, hyperparameters=values).descend_arguments())
    assert json.loads(out)["w"] == expected.w.tolist()


@pytest.mark.parametrize("command", ["descend", "script", "sweep"])
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("http://localhost:8501/regression?data=textbook", "page regression"),
        ("https://example.org/lrviz/network/?layers=3#top", "page network"),
        ("/compare?objective=beale", "page compare"),
        ("gradient?objective=beale", "page gradient"),
        ("http://localhost:8501/regression", "page regression"),
        ("http://localhost:8501/lessons?stop=rate-1", "page lessons has no run"),
        ("objective=bowl&data=textbook&rb=1", "page regression"),
        ("?data=textbook", "page regression"),
        ("hello world", "'hello world'"),
        ("colour=red", "'colour=red'"),
        ("http://localhost:8501/?colour=red", "colour=red"),
    ],
)
def test_a_link_of_another_page_is_never_run_as_this_one(
    call: Call, command: str, query: str, said: str
) -> None:
    code, out, err = call(command, "--query", query)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    instead = err.rpartition("lrviz save ")[2].partition(" writes")[0]
    if " no " not in err:  # what is written instead is a command that is obeyed
        known = {option.name: option for option in COMMANDS["save"].options}
        assert parse(shlex.split(instead), [*known.values()])


@pytest.mark.parametrize(
    "link",
    [
        "objective=beale&lr=0.02&steps=7", "?objective=beale&lr=0.02&steps=7",
        "http://localhost:8501/?objective=beale&lr=0.02&steps=7#here",
        "https://example.org/lrviz?objective=beale&lr=0.02&steps=7",
        "https://example.org/descent?objective=beale&lr=0.02&steps=7",
        "localhost:8501?objective=beale&lr=0.02&steps=7",
        "/?objective=beale&lr=0.02&steps=7&data=houses",
    ],
)  # fmt: skip
def test_a_link_of_descent_is_run_however_it_is_written(call: Call, link: str) -> None:
    code, out, err = call("descend", "--query", link, "--json", "-")
    assert (code, err) == (0, "")
    assert json.loads(out)["w"] == descend("beale", lr=0.02, steps=7).w.tolist()
    assert call("descend", "--query", "", "--steps", "3")[0] == 0
    assert call("descend", "--query", "http://localhost:8501/", "--steps", "3")[0] == 0


def test_a_link_that_names_no_rate_is_run_at_the_good_one_that_its_page_shows(call: Call) -> None:
    link = "http://localhost:8501/?objective=beale"
    page = snapshot("descent", "objective=beale")
    _, out, _ = call("descend", "--query", link, "--json", "-")
    found = json.loads(out)
    assert RunConfig.from_query(found["query"]).lr == page.lr != 0.1
    assert found["w"] == page.run.w.tolist()
    assert f"{page.lr!r}" in call("script", "--query", link)[1]
    _, out, _ = call("descend", "--query", link, "--lr", "0.001", "--json", "-")
    assert json.loads(out)["w"] == descend("beale", lr=0.001).w.tolist()
    _, out, _ = call("descend", "--query", link, "--optimizer", "adam", "--json", "-")
    adam = snapshot("descent", "objective=beale&optimizer=adam")
    assert json.loads(out)["w"] == adam.run.w.tolist()
    _, out, _ = call("descend", "--objective", "beale", "--steps", "2", "--json", "-")
    assert json.loads(out)["w"] == descend("beale", lr=0.1, steps=2).w.tolist()
    _, out, _ = call("descend", "--query", "steps=5", "--json", "-")  # it names no surface
    assert json.loads(out)["w"] == descend("bowl", lr=0.1, steps=5).w.tolist()


BAD = [
    (["descend", "--lr", "abc"], "'abc'"),
    (["descend", "--lr", "0"], "lr > 0"),
    (["descend", "--lr"], "--lr needs a value"),
    (["descend", "--steps", "1e9"], "from 1 to 2000"),
    (["descend", "--objective", "bowll"], "did you mean bowl?"),
    (["descend", "--optimizer", "adm"], "did you mean adam?"),
    (["descend", "--schedule", "cosin"], "did you mean cosine?"),
    (["descend", "--gradient", "exact"], "analytic, autograd, numeric"),
    (["descend", "--formula", "x+foo"], "foo"),
    (["descend", "--formula", ""], "empty"),
    (["descend", "--formula", "9**9**9"], "9"),
    (["descend", "--formula", "((x"], "never closed"),
    (["descend", "--start", "1"], "2 numbers, for x, y; got 1"),
    (["descend", "--start", "a", "b"], "'a b'"),
    (["descend", "--formula", "log(x)", "--start", "-1"], "start"),
    (["descend", "--set", "momentum"], "NAME=VALUE"),
    (["descend", "--set", "momentum=-1"], "0 ≤ momentum"),
    (["descend", "--set", "mumentum=1"], "did you mean momentum?"),
    (["descend", "--set", "nesterov=1"], "`nesterov` needs"),
    (["descend", "--seed", "x"], "seed"),
    (["descend", "--lang", "xx"], ", ".join(LANGUAGES)),
    (["descend", "--query", "lr=-1"], "lr > 0"),
    (["descend", "--query", "formula=x%2Bfoo"], "foo"),
    (["descend", "--optimzer", "sgd"], "did you mean --optimizer?"),
    (["descend", "bowl"], "write --objective bowl."),
    (["descend", "bowls"], "'bowls'"),
    (["descend", "--start", "0,05", "1"], "0.05; 1 or as 0; 05; 1"),
    (["sweep", "--lr", "0,05", "0,1"], "0.05; 0.1 or as 0; 05; 0; 1"),
    (["list", "--learning-rate", "0.1"], "'--learning-rate'"),
    (["descend", "--learning-rate"], "write --lr."),
    (["descend", "--momentum"], "write --set momentum=VALUE."),
    (["descend", "--learning-rate", "\x1b[31m"], "write --lr VALUE."),
    (["descend", "--json", "-", "--csv", "-"], "standard output"),
    (["descend", "--json", "no/such/folder/run.json"], "cannot be written"),
    (["descend", "--csv", "bad\0name"], "cannot be written"),
    (["descned"], "did you mean descend?"),
    (["sweep", "--lr", "0.1", "-2"], "'-2'"),
    (["sweep", "--workers", "0"], "from 1 to 61; got '0'"),
    (["sweep", "--workers", "many"], "'many'"),
    (["sweep", "--workers", "2", "--scheduler", "tcp://127.0.0.1:1"], "not both"),
    (["sweep", "--out", "runs.npz"], "ends in .npy, such as runs.npy; got 'runs.npz'"),
    (["sweep", "--out", "no/such/folder/runs.npy"], "cannot be written"),
    (["sweep", "--runs", "1"], "from 2 to 1000000000; got '1'"),
    (["sweep", "--runs", "50", "--lr", "0.1"], "got '0.1' alone"),
    (["script", "--formula", "x="], "="),
    (["list", "--what"], "--what"),
    (["serve", "--port", "99999"], "from 1 to 65535; got '99999'"),
    (["serve", "--port", "x"], "'x'"),
    (["serve", "--prot", "80"], "did you mean --port?"),
    (["--no-browsre"], "did you mean --no-browser?"),
    (["--momentum", "0.9"], "write descend --set momentum=0.9."),
    (["--lr", "0.2", "--steps", "5"], "write descend --lr 0.2 --steps 5."),
]


@pytest.mark.parametrize(("tokens", "said"), BAD, ids=lambda value: " ".join(value)[:40])
def test_bad_input_is_one_plain_sentence_on_stderr_and_exit_code_2(
    call: Call, tokens: list[str], said: str
) -> None:
    code, out, err = call(*tokens)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert err.endswith((".\n", "?\n"))
    assert "Traceback" not in err


def rule(name: str, values: dict[str, object]) -> dict[str, object]:
    return {"optimizer": name, "hyperparameters": values}


def plan(name: str, values: dict[str, object]) -> dict[str, object]:
    return {"schedule": name, "schedule_hyperparameters": values}


# What other tools' users type -> the run that they mean.
OTHERS: list[tuple[str, dict[str, object]]] = [
    *((f"--{name} 0.2", {"lr": 0.2}) for name in (
        "learning-rate", "learning_rate", "learningrate", "LR", "eta", "alpha", "step-size", "rate",
    )),
    ("--learning-rate=0.2", {"lr": 0.2}),
    ("-lr 0.2", {"lr": 0.2}),
    ("-lr=0.2", {"lr": 0.2}),
    ("lr=0.2", {"lr": 0.2}),
    ("--learning-rate 1/5", {"lr": 0.2}),
    *((f"--{name} 7", {"steps": 7}) for name in (
        "epochs", "iterations", "n_iter", "max-iter", "num-steps", "niter",
    )),
    ("--momentum 0.8", rule("sgd", {"momentum": 0.8})),
    ("--momentum=0,8", rule("sgd", {"momentum": 0.8})),
    ("momentum=0.8", rule("sgd", {"momentum": 0.8})),
    ("--mu 0.8", rule("sgd", {"momentum": 0.8})),
    ("--weight-decay 0.01", rule("sgd", {"weight_decay": 0.01})),
    ("--l2 0.01", rule("sgd", {"weight_decay": 0.01})),
    ("--nesterov", rule("sgd", {"momentum": 0.9, "nesterov": True})),
    ("--set momentum=0.8 --nesterov", rule("sgd", {"momentum": 0.8, "nesterov": True})),
    ("--optimizer adam --beta1 0.8", rule("adam", {"betas": (0.8, 0.999)})),
    ("--beta2 0.99", rule("adam", {"betas": (0.9, 0.99)})),
    ("--betas 0.8 0.99", rule("adam", {"betas": (0.8, 0.99)})),
    ("--optimizer adam --epsilon 1e-6", rule("adam", {"eps": 1e-6})),
    ("--optimizer adam --momentum 0.8", rule("sgd", {"momentum": 0.8})),
    ("--optimizer rmsprop --alpha 0.8", rule("rmsprop", {"alpha": 0.8})),
    ("--amsgrad", rule("adam", {"amsgrad": True})),
    ("--gamma 0.9", plan("exponential", {"gamma": 0.9})),
    ("--schedule step --step-size 5", plan("step", {"step_size": 5})),
    ("--patience 3", plan("reduce_on_plateau", {"patience": 3})),
    ("--warmup 3", plan("warmup_cosine", {"warmup": 3})),
    *((f"--{name} adam", {"optimizer": "adam"}) for name in ("optim", "method", "solver")),
    ("--optimizer momentum", rule("sgd", {"momentum": 0.9})),
    ("--optimizer momentum --set momentum=0.8", rule("sgd", {"momentum": 0.8})),
    ("--optimizer Nesterov", rule("sgd", {"momentum": 0.9, "nesterov": True})),
    ("--optimizer gd", {}),
    ("--optimizer gradient_descent", {}),
    ("--optimizer Adam", {"optimizer": "adam"}),
    ("--optimizer RMS-prop", {"optimizer": "rmsprop"}),
    ("--optimizer amsgrad", rule("adam", {"amsgrad": True})),
    ("--schedule StepLR", {"schedule": "step"}),
    ("--schedule CosineAnnealingLR", {"schedule": "cosine"}),
    ("--schedule ReduceLROnPlateau", {"schedule": "reduce_on_plateau"}),
    ("--scheduler exponential", {"schedule": "exponential"}),
    ("--function 'x^2 + y^2'", {"formula": "x^2 + y^2"}),
    ("--x0 1 -2", {"start": (1.0, -2.0)}),
    ("--init=1,-2", {"start": (1.0, -2.0)}),
    ("--random-state 3", {"seed": 3}),
    ("beale", {"objective": "beale"}),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), OTHERS, ids=[typed for typed, _ in OTHERS])
def test_another_tools_name_is_answered_with_ours_and_that_is_obeyed(
    call: Call, typed: str, meant: dict[str, object]
) -> None:
    tokens = shlex.split(typed)
    code, _, said = call("script", *tokens)
    assert code == 2
    proposed = shlex.split(said.strip().removesuffix(".").partition("; write ")[2])
    assert proposed, said
    assert shlex.join(proposed) in call("script", *tokens, "--lang", "zh")[2]
    found = parse([*_before(tokens), *proposed], COMMANDS["script"].options)
    assert config_of(found) == RunConfig(**meant)


def _before(tokens: list[str]) -> list[str]:
    """What of a line stands as it is: all that is read before and beside the refused part."""
    kept, rest = [], tokens
    while rest and rest[0] in {"--set", "--optimizer", "--schedule"}:
        kept, rest = [*kept, *rest[:2]], rest[2:]
    return kept


def test_a_sentence_is_in_the_language_asked_for(call: Call) -> None:
    assert "学习率" not in call("descend", "--lr", "-1")[2]
    assert "必须" in call("descend", "--lr", "-1", "--lang", "zh")[2]
    assert "必须" in call("descend", "--lr=-1", "--lang=zh")[2]


words = st.sampled_from([option.name for each in COMMANDS.values() for option in each.options])


@given(st.sampled_from(["descend", "script", "list"]), st.lists(words | st.text(max_size=8)))
@draws(60)
def test_no_command_line_whatever_ends_in_a_traceback(command: str, tokens: list[str]) -> None:
    writes = {"--json", "--csv"}
    tokens = [word for word in tokens if word.partition("=")[0] not in writes]
    assert main([command, *tokens]) in (0, 2)


def test_the_list_names_everything_with_its_title(call: Call) -> None:
    code, out, _ = call("list")
    assert code == 0
    listed = {line.split()[0] for line in out.splitlines() if line.startswith("  ")}
    assert listed == {*OBJECTIVES, *OPTIMIZERS, *SCHEDULES}
    assert "Bowl" in out
    assert "碗" in call("list", "--lang", "zh")[1]


def test_the_sweep_prints_final_loss_and_verdict_per_rate(call: Call) -> None:
    code, out, _ = call("sweep", "--lr", "0.001", "0.1", "0.6", "--start", "-5", "-2")
    rows = [line.split() for line in out.splitlines()[1:]]
    record = sweep("bowl", lr=[0.001, 0.1, 0.6], start=(-5, -2), steps=RunConfig().steps)
    assert code == 0
    assert [float(row[0]) for row in rows] == [0.001, 0.1, 0.6]
    assert [float(row[2]) for row in rows] == pytest.approx(record.loss[:, -1], rel=1e-5)
    assert [row[3] for row in rows] == ["crawls", "converges", "diverges"]


def test_a_sweep_shared_by_workers_prints_the_same(call: Call) -> None:
    asked = ["sweep", "--formula", "x^2 + sin(x*y) + 3y^2", "--steps", "30"]
    alone = call(*asked)
    with ThreadPoolExecutor(2) as pool, pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "ProcessPoolExecutor", lambda count, **_: pool)
        assert call(*asked, "--workers", "2") == alone
    assert alone[0] == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sweep_in_a_file_is_the_engines_and_says_how_it_is_read(
    call: Call, tmp_path: Path, language: str
) -> None:
    path = tmp_path / "runs.npy"
    asked = ("--lr", "0.001", "2", "--runs", "60", "--steps", "400", "--set", "momentum=0.5")
    code, out, err = call("sweep", *asked, "--out", str(path), "--lang", language)
    assert (code, err) == (0, "")
    steps = {"lr": np.geomspace(0.001, 2, 60), "steps": 400, "momentum": 0.5}
    record, runs = sweep("bowl", start=(-5.0, -2.0), **steps), np.load(path)
    assert runs["loss"].tobytes() == record.loss.tobytes()
    ends = Counter(each.value for each in record.outcome)
    assert len(ends) == 2
    told = dict(line.split() for line in out.splitlines()[1:3])
    assert told == {name: str(count) for name, count in ends.items()}
    lines = [line.strip() for line in out.splitlines()]
    reading = next(i for i, line in enumerate(lines) if line.startswith("runs = "))
    there: dict[str, Any] = {"numpy": np}
    exec(lines[reading], there)  # noqa: S102
    assert eval(lines[reading + 1].split("  ")[0], there).shape == (60,)  # noqa: S307
    assert all(name in lines[-1] for name in runs.dtype.names)


def test_a_terminal_is_shown_how_far_it_is_and_a_file_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream in (Terminal(), io.StringIO()):
        monkeypatch.setattr(sys, "stderr", stream)
        tell = bar()
        for share in (0.0, 0.5, 1.0):
            tell(share)
        shown = stream.getvalue()
        assert bool(shown) is stream.isatty()
        if shown:
            lines = shown.removesuffix("\n").split("\r")[1:]
            assert [line.count("█") for line in lines] == [0, 15, 30]
            assert [line.split()[-1] for line in lines] == ["0%", "50%", "100%"]
            assert {len(line) for line in lines} == {len(lines[0])}


def test_a_place_that_cannot_be_written_is_one_sentence(call: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for name, *tokens in (("no/runs.npy", "sweep", "--steps", "3", "--out"), ("file", "site")):
        code, out, err = call(*tokens, str(tmp_path / name))
        assert (code, out, err.count("\n")) == (2, "", 1), tokens
        assert "cannot be written" in err
        assert name in err
    assert os.listdir(tmp_path) == ["file"]
    assert (tmp_path / "file").read_text() == "mine"


def test_a_sweep_in_a_file_can_be_asked_for_by_any_thread(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "runs.npy"
    with ThreadPoolExecutor(1) as thread:
        asked = ("sweep", "--lr", "0.1", "--steps", "3", "--out", str(path))
        assert thread.submit(main, [*asked]).result() == 0
    assert np.load(path)["loss"].tobytes() == sweep("bowl", lr=[0.1], steps=3).loss.tobytes()


def test_an_address_that_is_not_ours_is_refused_before_anything_is_started(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "192.0.2.1")  # of nobody, by RFC 5737
    code, out, err = call("serve", "--port", "8765")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "8765" in err


def test_workers_never_begin_as_a_copy_of_a_process_with_threads() -> None:
    assert workers._context().get_start_method() in {"forkserver", "spawn"}


def test_a_scheduler_is_asked_for_its_own_executor(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[object] = []

    class Client(ThreadPoolExecutor):  # as Dask's own: a block, and an executor by name
        def __init__(self, address: str, timeout: str) -> None:
            super().__init__(1)
            called.append(address)

        def get_executor(self, *, pure: bool) -> ThreadPoolExecutor:
            called.append(pure)
            return self

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=Client))
    asked = ["sweep", "--steps", "5"]
    assert call(*asked, "--scheduler", "tcp://127.0.0.1:8786") == call(*asked)
    assert called == ["tcp://127.0.0.1:8786", False]


def test_a_scheduler_that_cannot_be_had_is_one_sentence(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(address: str, timeout: str) -> None:
        raise OSError("Timed out")

    asked = ["sweep", "--scheduler", "tcp://127.0.0.1:1"]
    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=refuse))
    sentence = "No Dask scheduler answers at 'tcp://127.0.0.1:1': Timed out.\n"
    assert call(*asked) == (2, "", sentence)
    monkeypatch.setitem(sys.modules, "distributed", None)  # as where it is not installed
    code, _, err = call(*asked)
    assert code == 2
    assert 'pip install "dask[distributed]"' in err
    assert "安装" in call(*asked, "--lang", "zh")[2]


def test_a_sweep_without_rates_reaches_from_crawling_to_diverging(call: Call) -> None:
    _, out, _ = call("sweep", "--objective", "ravine")
    verdicts = [line.split()[-1] for line in out.splitlines()[1:]]
    assert verdicts[0] == "crawls"
    assert verdicts[-1] == "diverges"
    assert "converges" in verdicts


def test_the_script_command_prints_a_python_program(call: Call) -> None:
    plain, short = call("script", *CLASSIC[1:])[1], call("script", "--lrviz", *CLASSIC[1:])[1]
    compile(plain, "plain", "exec")
    compile(short, "short", "exec")
    assert "torch.optim.SGD([w], lr=0.1)" in plain
    assert "lrviz.descend('bowl'" in short


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("command", COMMANDS)
def test_help_names_every_option(call: Call, command: str, language: str) -> None:
    code, out, _ = call(command, "--help", "--lang", language)
    assert code == 0
    assert all(option.name in out for option in COMMANDS[command].options)


@pytest.mark.parametrize("asked", ["--help", "-h"])
def test_help_tells_what_there_is(call: Call, asked: str) -> None:
    code, out, _ = call(asked)
    assert code == 0
    assert all(name in out for name in COMMANDS)


def test_the_version_is_told(call: Call) -> None:
    assert call("--version") == (0, f"lrviz {lrviz.__version__}\n", "")


@pytest.mark.parametrize("command", [("serve",), ()])
@pytest.mark.parametrize(("language", "said"), [("en", "is in use"), ("zh", "已被占用")])
def test_a_port_in_use_is_said_before_anything_is_started(
    call: Call, command: tuple[str, ...], language: str, said: str
) -> None:
    with socket.create_server(("", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, out, err = call(*command, "--port", port, "--lang", language)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert port in err


def test_without_a_port_the_first_free_one_is_taken() -> None:
    with socket.create_server(("", 0)) as taken:
        first = taken.getsockname()[1]
        assert serving.first_free(first, 20) > first
        with pytest.raises(CommandError, match=f"from {first} to {first}"):
            serving.first_free(first, 1)


@pytest.mark.parametrize("screen", [{}, {"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "wayland-0"}])
def test_a_browser_opens_only_where_it_would_be_seen(
    monkeypatch: pytest.MonkeyPatch, screen: dict[str, str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in screen.items():
        monkeypatch.setenv(name, value)
    assert serving.has_screen() is bool(screen)


@pytest.mark.parametrize(
    ("tokens", "screen", "opened"),
    [
        ((), "yes", ["http://localhost:{port}/"]),
        (("--lang", "zh"), "yes", ["http://localhost:{port}/?lang=zh"]),
        (("--no-browser",), "yes", []),
        ((), "", []),
    ],
)
def test_a_browser_opens_on_the_pages_where_there_is_a_screen(
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
    tokens: tuple[str, ...],
    screen: str,
    opened: list[str],
) -> None:
    """What comes before and after Streamlit's own loop, which test_package runs."""
    pages: list[str] = []

    def run(port: int, ready: Callable[[str], None]) -> None:
        pages.append(str(port))
        ready(f"http://localhost:{port}/")

    found: list[str] = []
    monkeypatch.setattr("lrviz.ui.serve.run", run)
    monkeypatch.setattr(serving.sys, "platform", "linux")
    monkeypatch.setattr(serving.webbrowser, "open", found.append)
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", screen)
    code, said, wrong = call("serve", *tokens)
    assert (code, wrong) == (0, "")
    assert f"http://localhost:{pages[0]}/" in said
    assert found == [each.format(port=pages[0]) for each in opened]
