"""Everyday words in the admin: the list, the form with its try-out, and files."""
