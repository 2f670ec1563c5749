"""What happens to pages, for the layers above."""

from django.dispatch import Signal

# A page was saved with all its rows, many-to-many ones included, inside the transaction that saves it; Django's own
# `post_save` comes before those rows. Arguments: page, update_fields (None: all).
page_written = Signal()

# A process is going to answer requests: what takes long the first time is better done now.
about_to_serve = Signal()
