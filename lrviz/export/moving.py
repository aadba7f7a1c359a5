"""A run as GIF or MP4: the slide of each step, the ground drawn once."""

import io
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image

from lrviz.export.errors import ExportError
from lrviz.export.options import WHOLE, Options
from lrviz.export.raster import library, png
from lrviz.export.slides import frames_of, slide_of
from lrviz.export.snapshot import Snapshot

__all__ = ["as_gif", "as_mp4", "images"]

Tell = Callable[[float], object]

REST = 1500  # Milliseconds that the last frame stays.
COLOURS = 128  # A GIF has so many colours, the same in all frames.
QUALITY = "20"  # An MP4 has this constant rate factor of x264.


def images(page: Snapshot, options: Options, tell: Tell) -> Iterator[Image.Image]:
    """The frames; ``tell`` hears of each, and what it raises ends them.

    Raises:
        ExportError: the run cannot be made, or resvg is not installed.
    """
    options = replace(options, what=WHOLE)
    steps = frames_of(page, options)
    below = _image(slide_of(page, options, steps[0], caption=True, moving=False))
    kept: tuple[int, Image.Image] | None = None
    for i, step in enumerate(steps):
        if kept is None or kept[0] != step:
            over = _image(slide_of(page, options, step, caption=True, ground=False))
            kept = step, Image.alpha_composite(below, over).convert("RGB")
        tell((i + 1) / (len(steps) + 1))
        yield kept[1]


def _image(svg: str) -> Image.Image:
    return Image.open(io.BytesIO(png(svg))).convert("RGBA")


def as_gif(page: Snapshot, options: Options, tell: Tell) -> bytes:
    """The run as an endless GIF with one palette, that of its last frame.

    Raises:
        ExportError: the run cannot be made, or a library is not installed.
    """
    frames = [*images(page, options, tell)]
    palette = frames[-1].quantize(COLOURS, dither=Image.Dither.NONE)
    flat = [each.quantize(palette=palette, dither=Image.Dither.NONE) for each in frames]
    out = io.BytesIO()
    flat[0].save(
        out, "GIF", save_all=True, append_images=flat[1:], loop=0, disposal=1,
        duration=_durations(len(flat), options.speed),
    )  # fmt: skip
    tell(1.0)
    return out.getvalue()


def _durations(frames: int, speed: int) -> Sequence[int]:
    return [round(1000 / speed)] * (frames - 1) + [REST]


def as_mp4(page: Snapshot, options: Options, tell: Tell) -> bytes:
    """The run as H.264 in an MP4 that begins to play before it has come whole.

    Raises:
        ExportError: the run cannot be made, or a library is not installed.
    """
    encoder = library("imageio_ffmpeg").get_ffmpeg_exe()
    with tempfile.TemporaryDirectory(prefix="lrviz-film-") as folder:
        path = Path(folder) / "film.mp4"
        command = _command(encoder, options, path)
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as running:
            assert running.stdin is not None
            try:
                frame = b""
                for image in images(page, options, tell):
                    frame = image.tobytes()
                    running.stdin.write(frame)
                running.stdin.write(frame * round(options.speed * REST / 1000))
            except BrokenPipeError:
                pass  # its own word on that follows
            except BaseException:
                running.kill()
                raise
            said = running.communicate()[1].decode(errors="replace").strip()
        if running.returncode:
            raise ExportError("film_failed", reason=said.splitlines()[-1] if said else "ffmpeg")
        tell(1.0)
        return path.read_bytes()


def _command(encoder: str, options: Options, path: Path) -> Sequence[str]:
    """Sides must be even for the colours that every player knows."""
    size = f"{options.width}x{options.height}"
    given = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", str(options.speed), "-i", "-"]
    even = ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p"]
    codec = ["-c:v", "libx264", "-crf", QUALITY, "-movflags", "+faststart"]
    return [encoder, "-v", "error", "-y", *given, *even, *codec, str(path)]
