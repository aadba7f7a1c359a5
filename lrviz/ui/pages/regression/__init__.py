"""The parts of the Regression page: data on one side, the loss surface on the other."""
