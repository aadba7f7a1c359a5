"""A run taken home: plain torch that walks the same path."""
