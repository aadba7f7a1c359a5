"""The reel: plots side by side on one clock, for every page that is not the stage."""
