"""Pictures and films opened by others: Pillow, ffprobe's own decoder, an XML parser."""

import io
import re
import subprocess
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

import lrviz
from lrviz.export.details import details_of
from lrviz.export.errors import ExportError
from lrviz.export.formats import FORMATS
from lrviz.export.moving import images
from lrviz.export.options import Options
from lrviz.export.raster import png
from lrviz.export.slides import formula_line, frames_of, slide_of
from lrviz.export.snapshot import snapshot
from lrviz.export.update_line import update_lines
from lrviz.figures.chart import Chart
from lrviz.figures.theme import DARK, LIGHT, MARKS
from lrviz.text.numbers import number

BOWL = "objective=bowl&lr=0.1&steps=12&start=-5,-2"
SMALL: dict[str, Any] = {"width": 480, "height": 270}


def silent(_share: float) -> None:
    """Nobody watches."""


def made(name: str, page: str, query: str, **options: object) -> bytes:
    given = Options(**{**SMALL, **options})  # type: ignore[arg-type]
    return FORMATS[name].make(snapshot(page, query), given, silent)


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("descent", BOWL),
        ("descent", "objective=wave&lr=0.05&steps=9&log=1&lang=zh"),
        ("descent", "formula=x^2%2By^2%2Bz^2&lr=0.1&steps=9"),
        ("descent", "objective=bowl&lr=3&steps=60"),
        ("regression", "rb=16&epochs=2"),
        ("regression", "data=two_groups&model=logistic&epochs=3&features=0,1"),
        ("compare", "lr=0.1&steps=9"),
        ("compare", "compare=optimizers&lr=0.1&steps=9"),
        ("compare", "compare=basins&objective=parabola&lr=0.1&steps=9"),
        ("compare", "compare=momentum&lr=0.1"),
        ("gradient", "lr=0.1&lang=zh"),
        ("network", "nsteps=9"),
        ("network", "nsteps=9&ndata=rings"),
    ],
)
def test_every_page_is_a_well_formed_picture_with_words_in_it(page: str, query: str) -> None:
    root = ElementTree.fromstring(made("svg", page, query, caption=True))
    assert root.tag.endswith("svg")
    text = "".join(root.itertext())
    assert "ℓ" in text or "β" in text or "η" in text
    assert "nan" not in text.lower()
    assert not re.search(r'="[^"]*(nan|inf)', made("svg", page, query).decode().lower())


def test_a_png_has_the_pixels_that_were_asked_for_and_the_path_in_its_colour() -> None:
    for theme, paper in (("light", LIGHT), ("dark", DARK)):
        png = made("png", "descent", BOWL + "&step=9", theme=theme, scale=3)
        image = Image.open(io.BytesIO(png)).convert("RGB")
        assert image.size == (3 * 480, 3 * 270)
        pixels = np.asarray(image).reshape(-1, 3)
        for colour in (paper.paper, paper.path):
            wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
            assert (np.abs(pixels.astype(int) - wanted).max(1) <= 2).sum() > 200


def test_a_caption_says_verdict_rate_step_formula_rule_and_link() -> None:
    page = snapshot("descent", BOWL + "&step=3&optimizer=adam")
    svg = slide_of(page, Options(link="https://example.org/"), caption=True)
    text = "".join(ElementTree.fromstring(svg).itertext())
    for part in (page.diagnosis.word(), "η = 0.1", "step 3 of 12", "x^2 + 2y^2", "Adam"):
        assert part in text
    link = re.search(r"https://example.org/\?(\S+)", text)
    assert link
    assert "lr=0.1&" in f"{link[1]}&"  # without one the page would choose its own
    assert snapshot("descent", link[1]).config == page.config
    assert "https" not in slide_of(page, Options(), caption=True)


@pytest.mark.parametrize(
    ("page", "query", "made"),
    [
        (
            "descent",
            "objective=bowl&lr=0.1&schedule=step&s.step_size=5",
            "Step decay, step_size = 5",
        ),
        (
            "descent",
            "objective=bowl&lr=0.1&h.momentum=0.5",
            "SGD (gradient descent), momentum = 0.5",
        ),
        ("regression", "rb=16&epochs=2", "SGD (gradient descent), batches of 16"),
        ("network", "nbatch=8&nsteps=9&nopt=adam", "Adam, batches of 8"),
        ("compare", "objective=bowl&lr=0.1&optimizer=adam", "Adam"),
        ("compare", "compare=optimizers&optimizer=adam&lr=0.1", ""),
        ("compare", "compare=optimizers&lr=0.1&schedule=cosine", "Cosine annealing"),
        ("compare", "compare=basins&optimizer=adam&lr=0.1", "η = 0.1, Adam"),
        ("compare", "compare=momentum&optimizer=adam&lr=0.1", ""),
        ("gradient", "optimizer=adam&lr=0.1", "η = 0.1"),
    ],
)
def test_a_caption_says_what_its_runs_are_made_with_and_nothing_else(
    page: str, query: str, made: str
) -> None:
    line = formula_line(snapshot(page, query))
    assert line.rpartition(" · ")[2 if made else 0].endswith(made)
    assert ("Adam" in line) == ("Adam" in made)


PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")


def printed(line: str) -> list[Decimal]:
    """The numbers of a line, exactly as they stand there."""
    plain = re.sub(r"(?<![\d.×])10([⁻⁰¹²³⁴-⁹]+)", r"1×10\1", line)
    found = re.findall(r"(−?\d+(?:\.\d+)?)(?:×10([⁻⁰¹²³⁴-⁹]+))?", plain)
    return [Decimal(f"{a}e{b or 0}".translate(PLAIN)) for a, b in found]


@pytest.mark.parametrize(
    "query",
    [
        BOWL,
        "objective=rosenbrock&lr=0.001&steps=30",
        "objective=wave&lr=0.01",
        "objective=saddle&lr=0.3&start=-5,1e-9&steps=9",
        "objective=bowl&lr=1e-9&steps=9",
        "objective=bowl&lr=3&steps=12",
    ],
)
def test_the_update_adds_up_as_it_is_printed_and_shows_every_coordinate_move(query: str) -> None:
    run = snapshot("descent", query).run
    dim = run.w.shape[1]
    for step in (0, 3, run.steps - 1):
        lines = update_lines(run, step)
        (begin, move), end = np.split(np.array(printed(lines[1])), [dim]), printed(lines[2])
        if dim == 1 and " − " in lines[1]:
            move = -move
        assert (begin + move == end).all() or np.abs(run.w[step]).max() > 1e6
        moved = run.w[step + 1] - run.w[step]
        np.testing.assert_allclose(move.astype(float), moved, rtol=0.06)
        slope = np.array(printed(lines[3].partition("w = ")[2])).astype(float)
        np.testing.assert_allclose(slope, run.grad[step], rtol=0.06)
    assert len(update_lines(run, run.steps)) == 1


def test_every_verdict_is_set_in_the_same_letters() -> None:
    """Whatever its mark: the renderer sets a whole line in another face for one sign it lacks."""

    def ink(mark: str) -> tuple[float, float]:
        svg = f"""<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40"><text x="290"
          y="28" font-size="24" font-weight="600" text-anchor="end"
          font-family="SourceSans3VF, sans-serif">{mark} falls</text></svg>"""
        dark = np.asarray(Image.open(io.BytesIO(png(svg))))[..., 3] / 255.0
        return dark[:, :235].sum(), dark[:, 250:].sum()

    _, wanted = ink(MARKS["converges"])
    for verdict, (mark, letters) in {each: ink(sign) for each, sign in MARKS.items()}.items():
        assert letters == pytest.approx(wanted, rel=0.02), verdict
        assert mark > 10, verdict


def test_a_gif_shows_the_chosen_steps_at_the_chosen_speed() -> None:
    page = snapshot("descent", BOWL)
    options = Options(**SMALL, first=2, last=11, frames=10, speed=20)
    assert frames_of(page, options) == [*range(2, 12)]
    gif = Image.open(io.BytesIO(FORMATS["gif"].make(page, options, silent)))
    assert (gif.n_frames, gif.size) == (10, (480, 270))  # type: ignore[attr-defined]
    assert gif.info["duration"] == 50
    assert len(frames_of(page, Options())) == 30
    first, *_, last = images(page, options, silent)
    assert np.abs(np.asarray(first).astype(int) - np.asarray(last)).max() > 100


MOVING = {
    "descent": "objective=bowl&lr=3&steps=60",
    "compare": "objective=bowl&lr=0.1&steps=9&rates=0.1,3",
    "regression": "rb=16&epochs=2",
    "network": "nsteps=9",
}


@pytest.mark.parametrize("page", MOVING)
def test_a_frame_is_the_picture_of_its_step_and_nothing_in_it_is_cut_by_the_renderer(
    page: str,
) -> None:
    """What it cuts costs it a picture of the whole slide each time, a tenth of a second."""
    shown, options = snapshot(page, MOVING[page]), Options(**SMALL, first=5, last=5, frames=1)
    moving = slide_of(shown, options, 5, caption=True, ground=False)
    svg, *inner = ElementTree.fromstring(moving).iter("{http://www.w3.org/2000/svg}svg")
    assert svg.get("width") == "480"
    assert {each.get("overflow") for each in inner} == {"visible"}
    (frame,) = images(shown, options, silent)
    whole = Image.open(io.BytesIO(png(slide_of(shown, options, 5, caption=True))))
    apart = np.abs(np.asarray(frame).astype(int) - np.asarray(whole.convert("RGB")))
    assert apart.max() <= 4


def test_an_mp4_plays_elsewhere_with_its_frames() -> None:
    mp4 = made("mp4", "regression", "rb=16&epochs=2&lang=zh", frames=6, speed=6, theme="dark")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        path.write_bytes(mp4)
        decoder = [imageio_ffmpeg.get_ffmpeg_exe(), "-i", str(path)]
        raw = [*decoder, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
        done = subprocess.run(raw, capture_output=True, check=True)
    said = done.stderr.decode(errors="replace")
    assert "h264" in said
    assert "480x270" in said
    frames = np.frombuffer(done.stdout, np.uint8).reshape(-1, 270, 480, 3)
    assert len(frames) == 6 + 9  # and a second and a half of rest
    assert np.abs(frames[0].astype(int) - frames[5]).max() > 100
    assert frames[0][0, 0].max() < 60  # night


def test_what_is_stopped_ends_at_once_and_leaves_no_encoder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *given: object, **more: object) -> None:
            super().__init__(*given, **more)  # type: ignore[call-overload]
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)

    def stop(share: float) -> None:
        if share > 0.3:
            raise KeyboardInterrupt

    page = snapshot("descent", BOWL)
    with pytest.raises(KeyboardInterrupt):
        FORMATS["mp4"].make(page, Options(**SMALL, frames=8), stop)
    assert started[-1].returncode


def test_a_library_that_is_missing_is_named_in_one_sentence() -> None:
    from lrviz.export.raster import library

    with pytest.raises(ExportError, match=r"lrviz\[export\]"):
        library("no_such_library")


def test_a_chart_places_what_it_can_and_leaves_out_what_has_no_place() -> None:
    chart = Chart(width=200, height=100, x=(1, 100), y=(0, 1), theme=LIGHT, log_x=True)
    at = chart.pixels(np.array([1.0, 10.0, 100.0, 0.0]), np.array([0.0, 0.5, 1.0, 0.5]))
    assert at[1] == pytest.approx((at[0] + at[2]) / 2)
    assert np.isnan(at[3, 0])
    drawn = chart.line(
        np.array([1.0, np.nan, 10.0, 1e300]), np.array([0.0, 0.5, np.inf, 1e300]), "#000"
    )
    assert "nan" not in drawn
    assert "e+" not in drawn


DETAILS = {
    "descent": BOWL,
    "compare": "objective=bowl&lr=0.1&steps=30&rates=0.01,0.1,0.6",
    "regression": "rb=16&epochs=4&std=1&at=20",
    "gradient": "objective=rosenbrock&lr=0.001",
    "network": "nsteps=9",
}


def test_curves_and_tables_are_pictures_of_their_own() -> None:
    """A picture says what it shows, in both languages, and is no page's picture again."""
    for page, query in DETAILS.items():
        for language in ("en", "zh"):
            shown = snapshot(page, f"{query}&lang={language}")
            whole, parts = slide_of(shown, Options()), details_of(shown)
            drawn = {what: slide_of(shown, Options(what=what)) for what in parts}
            assert len({whole, *drawn.values()}) == 1 + len(parts)
            for svg in drawn.values():
                text = "".join(ElementTree.fromstring(svg).itertext())
                assert "nan" not in text.lower()
                assert any(sign >= "\u4e00" for sign in text) == (language == "zh") or "∂" in text
    assert details_of(snapshot("compare", "compare=momentum&lr=0.1")) == ()
    with pytest.raises(ExportError, match="page, loss"):
        slide_of(snapshot("network", "nsteps=9"), Options(what="table"))
    with pytest.raises(ExportError, match="loss, sweep"):
        Options(what="rings")


def test_a_table_has_the_numbers_of_the_engine() -> None:
    page = snapshot("compare", DETAILS["compare"])
    text = "".join(ElementTree.fromstring(slide_of(page, Options(what="table"))).itertext())
    runs = [lrviz.descend("bowl", lr=lr, steps=30) for lr in (0.01, 0.1, 0.6)]
    assert all(lrviz.diagnose(run).word() in text for run in runs)
    assert number(float(runs[0].loss[-1])) in text
    page = snapshot("regression", DETAILS["regression"])
    svg = slide_of(page, Options(what="table"))
    cells = [each.text for each in ElementTree.fromstring(svg).iter() if each.tag.endswith("text")]
    assert page.task.scale is not None
    w = page.run.w[20]
    slope = w[0] / page.task.scale.scale[0]  # per unit of the feature, by hand
    X = np.column_stack([page.task.used(page.task.fit.X), np.ones(len(page.task.fit))])
    best, *_ = np.linalg.lstsq(X, page.task.fit.y)
    for value in (*w, slope, *best):
        assert number(float(value)) in cells
    height = re.search(r'height="(\d+)"', svg)
    assert height
    assert int(height[1]) < 300  # three rows are no slide


def test_of_a_loss_that_falls_without_end_runs_off_the_picture_of_all_rates_are_arrows() -> None:
    page = snapshot("descent", "formula=-x^2&start=1&lr=5&steps=400")
    svg = slide_of(page, Options(what="sweep"))
    with np.errstate(over="ignore"):
        ends = -((1 + 2 * page.film.sweep.base_lr) ** 800)
    arrows = len(re.findall(r"h-7\.0L", svg))  # an arrowhead that points down
    assert np.sum(ends < -12) <= arrows <= np.sum(ends < -10)
    assert not re.search(r"h7\.0L", svg)
