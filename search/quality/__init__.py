"""How well the search finds: query sets, their measures, and the figures of both engines."""
