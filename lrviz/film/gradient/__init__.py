"""What the Gradient page shows: slopes by hand, three ways to them, and the graph of a formula."""
