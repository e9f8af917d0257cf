"""Lists as the world publishes them, read entry by entry into facts."""
