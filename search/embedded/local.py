"""Which server this machine has, and where it lives."""

import os
from pathlib import Path

from .docker import IMAGE, DockerServer, docker, docker_works
from .java import JavaServer
from .server import Server


def default_home() -> Path:
    """Where the server of this machine lives: outside of any checkout, readable for the user it runs as."""
    if os.geteuid() == 0:
        return Path("/var/cache/gewerbe-elasticsearch")
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "gewerbe-elasticsearch"


def local_server() -> Server:
    """The one that `make elasticsearch` starts."""
    return DockerServer(default_home()) if docker_works() else JavaServer(default_home())


def server_apart(home: Path, port: int, heap: str = "256m") -> Server:
    """Another one beside it, to be killed and wiped at will."""
    if docker_works():
        return DockerServer(home, port, heap)
    return JavaServer(home, port, heap, program=default_home() / "program")


def is_installed() -> bool:
    """Whether a start downloads nothing."""
    if docker_works():
        return docker("image", "inspect", IMAGE).returncode == 0
    return (default_home() / "program").is_dir()
