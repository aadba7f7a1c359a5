"""An independent judge of runs: see oracle.py; ``python -m tests.verdicts`` prints where it and
lrviz differ."""
