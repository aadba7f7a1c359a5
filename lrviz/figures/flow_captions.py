"""What happens in each frame of a formula's graph, in a sentence."""

from lrviz.figures.flow import FlowPicture
from lrviz.figures.flow_words import plain
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = ["captions"]

FEW = 4  # shares that a caption writes out


def captions(picture: FlowPicture, language: str = "en") -> list[str]:
    """A sentence for every frame, without markup."""
    names = {i: plain(name) for i, name in picture.names().items()}
    return [_caption(picture, names, k, language) for k in range(picture.frames)]


def _caption(picture: FlowPicture, names: dict[int, str], frame: int, language: str) -> str:
    node = picture.active(frame)
    if node is None and picture.is_back(frame):
        return say("gradient.flow.seed", language, count=len(picture.flow.graph.nodes))
    if node is None:
        return say("gradient.flow.begin", language)
    if picture.is_back(frame):
        return _back(picture, names, node, picture.arrived(frame)[node], language)
    return say(
        "gradient.flow.forward",
        language,
        node=names[node],
        formula=plain(picture.formulas()[node]),
        value=number(float(picture.flow.values[node])),
    )


def _back(
    picture: FlowPicture, names: dict[int, str], node: int, gradient: float, language: str
) -> str:
    """What a node's gradient is, and what each of its inputs gets of it."""
    shares = [
        say(
            "gradient.flow.share",
            language,
            node=names[child],
            gradient=number(gradient),
            slope=_held(picture.edges[child, parent]),
            share=number(gradient * picture.edges[child, parent]),
        )
        for child, parent in picture.into(node)
    ]
    more = ["…"] if len(shares) > FEW else []
    return say(
        "gradient.flow.back",
        language,
        node=names[node],
        gradient=number(gradient),
        shares=say("gradient.comma", language).join(shares[:FEW] + more),
    )


def _held(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)
