"""A process beside the running site that loads Django once and then runs what the tests send, piece by piece."""

import io
import json
import sys
import traceback
from contextlib import redirect_stdout

import django


def main() -> None:
    """For each piece of Python, a line of JSON, answer with what it printed and with its traceback if it failed."""
    django.setup()
    for line in sys.stdin:
        printed, fault = io.StringIO(), ""
        try:
            with redirect_stdout(printed):
                exec(json.loads(line), {})  # noqa: S102  code of the tests
        except Exception:
            fault = traceback.format_exc()
        print(json.dumps([printed.getvalue(), fault]), flush=True)  # noqa: T201  read by `RunningSite.run`


if __name__ == "__main__":
    main()
