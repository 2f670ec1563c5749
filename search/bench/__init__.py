"""How fast the search is, measured against the bare engine in the same run: `make bench`."""
