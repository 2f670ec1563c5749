"""Searches with a weak answer: counted without anything personal, and an inbox for the offices."""
