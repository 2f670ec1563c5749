"""Elasticsearch in a container."""

import shutil
import subprocess

from .server import VERSION, NoElasticsearch, Server

IMAGE = f"elasticsearch:{VERSION}"


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


def docker(*arguments: str) -> subprocess.CompletedProcess:
    """Run a command of Docker, whatever becomes of it."""
    return subprocess.run(["docker", *arguments], capture_output=True, text=True)  # noqa: S603, S607  from the path


def docker_works() -> bool:
    """Whether there is Docker and its daemon answers."""
    return bool(shutil.which("docker")) and docker("info").returncode == 0
