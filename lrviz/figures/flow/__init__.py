"""A formula's graph, drawn and stepped through: the picture, where its nodes stand, its signs."""
