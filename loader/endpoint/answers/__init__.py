"""From a query to the bytes of its answer: what it may not do, which version it asks, and what is kept."""
