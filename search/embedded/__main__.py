"""The command behind `make elasticsearch`."""

import argparse
import subprocess
import sys

from .local import local_server
from .server import VERSION, NoElasticsearch, version_at


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m search.embedded", description=f"Elasticsearch {VERSION}, locally.")
    parser.add_argument("act", choices=["start", "stop", "status", "remove"], nargs="?", default="start")
    act = parser.parse_args().act
    server = local_server()
    try:
        if act == "start":
            server.start()
        elif act != "status":
            getattr(server, act)()
    except (NoElasticsearch, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)  # noqa: T201  a command of its own
        return 1
    version = version_at(server.url)
    print(f"Elasticsearch {version} answers at {server.url}" if version else "Elasticsearch is not running")  # noqa: T201
    return 0 if version or act != "status" else 1


if __name__ == "__main__":
    sys.exit(main())
