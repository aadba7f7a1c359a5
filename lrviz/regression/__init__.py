"""A regression as a task: how it is made, on which data, and what is known of it."""
