"""What a worker holds in memory, measured in a process of its own: memory once taken is not given back."""

import json
import os
import subprocess
import sys
from pathlib import Path

import django


def costs(database: str) -> dict[str, str]:
    """Megabytes of the dictionary and of the vocabulary of the live build in the database of this name."""
    command = [sys.executable, "-m", "search.bench.worker", database]
    said = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ).stdout  # noqa: S603
    return json.loads(said.splitlines()[-1])


def memory() -> float:
    """Megabytes this process holds in memory."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def main(database: str) -> None:
    django.setup()
    from django.db import connection

    from search import german
    from search.index import builds
    from search.lexicon import lexicon_of

    connection.settings_dict["NAME"] = database
    build = builds.live()
    start = memory()
    german.warm_up()
    with_dictionary = memory()
    words = len(lexicon_of(build).vocabulary.counts)
    found = {
        "memory of a worker: dictionary": f"{with_dictionary - start:.0f} MB",
        "memory of a worker: vocabulary": f"{memory() - with_dictionary:.1f} MB, {words:,} words",
    }
    print(json.dumps(found))  # noqa: T201  read by `costs`


if __name__ == "__main__":
    main(sys.argv[1])
