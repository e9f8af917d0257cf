"""How fast, and how large: a synthetic mix of facts, and a table of what is measured on it."""
