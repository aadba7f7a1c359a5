"""A training as films: its bends, its landscape, its health, what it costs, how it generalises."""
