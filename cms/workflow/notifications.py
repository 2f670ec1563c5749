"""Who is told what, by mail."""


def requested(signatures) -> None:
    """The offices are asked to sign."""


def final_requested(submission) -> None:
    """The Wirtschaftsförderung is asked for the Schlusszeichnung."""


def returned(submission) -> None:
    """The text came back: an office objected, or the Wirtschaftsförderung handed it back."""


def taken_back(submission) -> None:
    """The author took the text back."""


def published(publication) -> None:
    """A text became public."""


def taken_down(take_down) -> None:
    """A page was taken from the public."""


def urgent_settled(publication) -> None:
    """An urgent text has all its signatures now."""


def schedule_refused(submission) -> None:
    """The text planned for publication is not the signed one any more."""


def expired(page) -> None:
    """A page reached the end it was given."""
