"""Scripts that a measurement runs as processes of their own, so that each is timed alone."""
