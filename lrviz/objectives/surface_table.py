"""The table behind the named surfaces: formulas, boxes, starts and minima, with sources.

Minima are the global minimisers to the last digit of a float64 (inside the domain for
``wave``, which has no lowest point on the whole line).
"""

from dataclasses import dataclass

from lrviz.objectives.base import Box

_D2L = "Zhang, Lipton, Li & Smola, Dive into Deep Learning (2023)"
_VLSE = "Surjanovic & Bingham, Virtual Library of Simulation Experiments (2013)"


@dataclass(frozen=True)
class Surface:
    """One named surface.

    Attributes:
        name: its name in the registry.
        text: its formula.
        domain, start, minima, minimum_loss, reference: as in Objective.
        variables: the names of the parameters, in order.
    """

    name: str
    text: str
    domain: Box
    start: tuple[float, ...]
    minima: tuple[tuple[float, ...], ...]
    minimum_loss: float | None
    reference: str
    variables: tuple[str, ...] = ("x", "y")


def _square(half: float) -> Box:
    return ((-half, half), (-half, half))


SURFACES: tuple[Surface, ...] = (
    Surface(
        name="bowl",
        text="x^2 + 2y^2",
        domain=((-6.0, 6.0), (-4.0, 4.0)),
        start=(-5.0, -2.0),
        minima=((0.0, 0.0),),
        minimum_loss=0.0,
        reference=f"{_D2L}, section 12.3",
    ),
    Surface(
        name="ravine",
        text="0.1x^2 + 2y^2",
        domain=((-6.0, 6.0), (-4.0, 4.0)),
        start=(-5.0, -2.0),
        minima=((0.0, 0.0),),
        minimum_loss=0.0,
        reference=f"{_D2L}, section 12.6",
    ),
    Surface(
        name="parabola",
        text="x^2",
        domain=((-11.0, 11.0),),
        start=(10.0,),
        minima=((0.0,),),
        minimum_loss=0.0,
        reference=f"{_D2L}, section 12.3",
        variables=("x",),
    ),
    Surface(
        name="wave",
        text="x cos(0.15 pi x)",
        domain=((-10.0, 10.0),),
        start=(9.5,),
        minima=((7.269388146311475,),),
        minimum_loss=-6.9781408310704744,
        reference=(f"{_D2L}, section 12.3; the minimum is the lowest within the domain"),
        variables=("x",),
    ),
    Surface(
        name="saddle",
        text="x^2 - y^2",
        domain=_square(4.0),
        start=(-3.0, 0.01),
        minima=(),
        minimum_loss=None,
        reference=f"{_D2L}, section 12.1",
    ),
    Surface(
        name="monkey_saddle",
        text="x^3 - 3x y^2",
        domain=_square(2.0),
        start=(1.5, 0.05),
        minima=(),
        minimum_loss=None,
        reference="Hilbert & Cohn-Vossen, Anschauliche Geometrie (1932)",
    ),
    Surface(
        name="rosenbrock",
        text="(1 - x)^2 + 100(y - x^2)^2",
        domain=_square(2.048),
        start=(-1.2, 1.0),
        minima=((1.0, 1.0),),
        minimum_loss=0.0,
        reference=f"Rosenbrock, The Computer Journal 3 (1960) 175–184; {_VLSE}",
    ),
    Surface(
        name="beale",
        text="(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2",
        domain=_square(4.5),
        start=(1.0, 1.0),
        minima=((3.0, 0.5),),
        minimum_loss=0.0,
        reference=f"Beale, On an Iterative Method for Finding a Local Minimum (1958); {_VLSE}",
    ),
    Surface(
        name="himmelblau",
        text="(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        domain=_square(5.0),
        start=(0.5, 4.0),
        minima=(
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.2831859912861696),
            (3.5844283403304917, -1.8481265269644036),
        ),
        minimum_loss=0.0,
        reference="Himmelblau, Applied Nonlinear Programming (1972)",
    ),
    Surface(
        name="booth",
        text="(x + 2y - 7)^2 + (2x + y - 5)^2",
        domain=_square(10.0),
        start=(-8.0, -4.0),
        minima=((1.0, 3.0),),
        minimum_loss=0.0,
        reference=_VLSE,
    ),
    Surface(
        name="matyas",
        text="0.26(x^2 + y^2) - 0.48x y",
        domain=_square(10.0),
        start=(-8.0, 5.0),
        minima=((0.0, 0.0),),
        minimum_loss=0.0,
        reference=_VLSE,
    ),
    Surface(
        name="rastrigin",
        text="20 + x^2 - 10cos(2pi x) + y^2 - 10cos(2pi y)",
        domain=_square(5.12),
        start=(-3.3, 2.4),
        minima=((0.0, 0.0),),
        minimum_loss=0.0,
        reference=f"Rastrigin, Systems of Extremal Control (1974), with A = 10; {_VLSE}",
    ),
    Surface(
        name="ackley",
        text=("-20exp(-0.2sqrt(0.5(x^2 + y^2))) - exp(0.5(cos(2pi x) + cos(2pi y))) + e + 20"),
        domain=_square(5.0),
        start=(-3.2, 2.3),
        minima=((0.0, 0.0),),
        minimum_loss=0.0,
        reference=(
            "Ackley, A Connectionist Machine for Genetic Hillclimbing (1987); "
            f"{_VLSE}; drawn on the inner part of its domain ±32.768"
        ),
    ),
    Surface(
        name="styblinski_tang",
        text="0.5(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y)",
        domain=_square(5.0),
        start=(0.5, 4.2),
        minima=((-2.903534027771177, -2.903534027771177),),
        minimum_loss=-78.33233140754282,
        reference=f"Styblinski & Tang, Neural Networks 3 (1990) 467–483; {_VLSE}",
    ),
    Surface(
        name="goldstein_price",
        text=(
            "(1 + (x + y + 1)^2 (19 - 14x + 3x^2 - 14y + 6x y + 3y^2))"
            " (30 + (2x - 3y)^2 (18 - 32x + 12x^2 + 48y - 36x y + 27y^2))"
        ),
        domain=_square(2.0),
        start=(-0.5, 0.5),
        minima=((0.0, -1.0),),
        minimum_loss=3.0,
        reference=f"Goldstein & Price, Mathematics of Computation 25 (1971) 569–574; {_VLSE}",
    ),
    Surface(
        name="two_wells",
        text="0.1(x^2 - 4)^2 + 0.3x + 0.5y^2",
        domain=((-4.0, 4.0), (-3.0, 3.0)),
        start=(3.5, 2.0),
        minima=((-2.0878738250414104, 0.0),),
        minimum_loss=-0.6134584543515376,
        reference="lrviz: the double well (x² − 4)², tilted",
    ),
    Surface(
        name="plateau",
        text="1 - exp(-(x^2 + 2y^2)/4)",
        domain=((-6.0, 6.0), (-4.0, 4.0)),
        start=(-4.0, -1.5),
        minima=((0.0, 0.0),),
        minimum_loss=0.0,
        reference="lrviz: a well in a plain (Welsch's robust loss of the bowl)",
    ),
)
