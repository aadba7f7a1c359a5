"""What the panel of a stop is sent, whoever sends it: a server, or a page that stands alone."""
