"""The stage: the one custom component, where a whole sweep is scrubbed and played locally."""
