"""Worked cases for the rules that add claims up, and how they are shown."""
