"""Production starts with complete and safe values only, and says what to fix."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from environs import ValidationError
from wagtail.admin.mail import send_mail

from cms.demo import create_demo_accounts, refuse_known_passwords
from cms.models import User
from cms.settings.environment import faults, mailers, name_of_indices, optional_web_address
from cms.testing.production import example_environment
from cms.testing.site import database_url

SAFE = {
    "SECRET_KEY": "T7k-qP2x_Zr9vLw4mNb8cYd1sFg5hJ3aKe6uXo0iWtRz7QyVpB",
    "DATABASE_URL": "postgres://gewerbe:password@database:5432/gewerbe",
    "ALLOWED_HOSTS": ["gewerbe.example.org"],
    "BASE_URL": "https://gewerbe.example.org",
    "EMAIL_URL": "submission://user:password@mail.example.org",
    "DEFAULT_FROM_EMAIL": "Gewerbe trifft Ämter <gewerbe@example.org>",
    "DEBUG": False,
}


def test_safe_values_are_accepted():
    assert faults(SAFE) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", "change-me-T7k-qP2x_Zr9vLw4mNb8cYd1sFg5hJ3aKe6uXo0iWtRz7QyVpB"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "sqlite:///gewerbe.db"),
        ("DATABASE_URL", "postgres://"),
        ("DATABASE_URL", "postgres://user:password@database/"),
        ("DATABASE_URL", "postgres://user:password@database:port/gewerbe"),
        ("DATABASE_URL", "postgres://[user/gewerbe"),
        ("DATABASE_URL", "postgres://gewerbe:change-me@database/gewerbe"),
        ("ALLOWED_HOSTS", []),
        ("ALLOWED_HOSTS", ["gewerbe.example.org", "*"]),
        ("ALLOWED_HOSTS", ["*.example.org"]),
        ("ALLOWED_HOSTS", ["."]),
        ("ALLOWED_HOSTS", ["https://gewerbe.example.org"]),
        ("ALLOWED_HOSTS", ["gewerbe.example.org:443"]),
        ("BASE_URL", ""),
        ("BASE_URL", "http://gewerbe.example.org"),
        ("BASE_URL", "https://"),
        ("BASE_URL", "https:// gewerbe.example.org"),
        ("BASE_URL", "https://gewerbe.example.org/start"),
        ("BASE_URL", "https://[gewerbe"),
        ("EMAIL_URL", ""),
        ("EMAIL_URL", "console://"),
        ("EMAIL_URL", "smtp://host:port"),
        ("EMAIL_URL", "submission://gewerbe:change-me@mail.example.org"),
        ("DEFAULT_FROM_EMAIL", ""),
        ("DEFAULT_FROM_EMAIL", "nobody"),
        ("DEBUG", True),
    ],
)
def test_each_unsafe_value_is_named(name, value):
    (fault,) = faults({**SAFE, name: value})
    assert fault.startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", [".example.org", "localhost", "10.0.0.7", "[::1]"]),
        ("BASE_URL", "https://gewerbe.example.org:8443"),
        ("DATABASE_URL", "postgresql://gewerbe:p%40ss@[::1]:5432/gewerbe?sslmode=require"),
        ("DATABASE_URL", "postgres://%2Fvar%2Frun%2Fpostgresql/gewerbe"),
    ],
)
def test_unusual_but_safe_values_are_accepted(name, value):
    assert faults({**SAFE, name: value}) == []


def test_lists_and_empty_values_are_read_as_people_write_them():
    values = {"ALLOWED_HOSTS": "a.example.org, b.example.org,", "MEDIA_ROOT": "", "STATIC_ROOT": ""}
    code = "from django.conf import settings as s; print(s.ALLOWED_HOSTS, bool(s.MEDIA_ROOT and s.STATIC_ROOT))"
    result = run("shell", "--no-imports", "--command", code, **values)
    assert result.stdout.strip() == "['a.example.org', 'b.example.org'] True", result.stderr


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(  # noqa: S603  our own command
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**example_environment(database_url("postgres")), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_all_faults_are_told_at_once():
    result = run("check", SECRET_KEY="short", BASE_URL="http://gewerbe.example.org", DEBUG="true")
    assert result.returncode != 0
    for name in ("SECRET_KEY", "BASE_URL", "DEBUG"):
        assert f"\n  {name}: " in result.stderr
    assert "ALLOWED_HOSTS" not in result.stderr.rpartition("ImproperlyConfigured")[2]


def test_a_broken_address_of_elasticsearch_stops_the_start():
    result = run("check", ELASTICSEARCH_URL="elasticsearch:9200")
    assert result.returncode != 0
    assert "ELASTICSEARCH_URL" in result.stderr


def test_static_files_are_hashed_and_complete(tmp_path):
    result = run("collectstatic", "--noinput", STATIC_ROOT=str(tmp_path))
    assert result.returncode == 0, result.stderr
    assert "post-processed" in result.stdout
    assert list((tmp_path / "cms").glob("site.*.css.br"))


def test_nobody_is_let_in_with_the_password_of_the_demo(db, settings):
    user = User.objects.create_user("admin", password="demo")
    refuse_known_passwords()  # allowed here, as in development

    settings.DEMO_ACCOUNTS_ALLOWED = False
    with pytest.raises(ImproperlyConfigured, match="admin"):
        refuse_known_passwords()

    user.set_password("something of its own")
    user.save()
    refuse_known_passwords()


def test_all_demo_accounts_are_found(db, settings):
    names = [user.username for user in create_demo_accounts()]
    settings.DEMO_ACCOUNTS_ALLOWED = False
    with pytest.raises(ImproperlyConfigured) as error:
        refuse_known_passwords()
    assert all(name in str(error.value) for name in names)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("submission://u%40x:p%2Fw@mail.example.org", {"port": 587, "use_tls": True, "use_ssl": False}),
        ("smtps://u%40x:p%2Fw@mail.example.org", {"port": 465, "use_tls": False, "use_ssl": True}),
        ("smtp://u%40x:p%2Fw@mail.example.org:2525", {"port": 2525, "use_tls": False, "use_ssl": False}),
    ],
)
def test_mail_addresses(url, expected):
    options = mailers(url)["default"]["OPTIONS"]
    assert options["host"] == "mail.example.org"
    assert (options["username"], options["password"]) == ("u@x", "p/w")
    assert {key: options[key] for key in expected} == expected


@pytest.mark.filterwarnings("ignore:get_connection")  # Wagtail 8.0 asks for the connection in the old way
def test_wagtail_sends_mail_through_the_configured_mailer(db):
    send_mail("Betreff", "Text", ["amt@example.org"])
    (message,) = mail.outbox
    assert message.from_email == settings.DEFAULT_FROM_EMAIL


@pytest.mark.parametrize("value", ["elasticsearch:9200", "ftp://x", "http://"])
def test_web_addresses_are_checked(value):
    with pytest.raises(ValidationError):
        optional_web_address(value)


@pytest.mark.parametrize("value", ["", "http://elasticsearch:9200", "https://search.example.org"])
def test_web_addresses_may_be_left_out(value):
    optional_web_address(value)


@pytest.mark.parametrize("value", ["", "Gewerbe", "gewerbe-2", "_x", "a" * 41])
def test_names_of_indices_are_checked(value):
    with pytest.raises(ValidationError):
        name_of_indices(value)
    name_of_indices("gewerbe_2")
