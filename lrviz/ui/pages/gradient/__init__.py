"""The parts of the Gradient page."""
