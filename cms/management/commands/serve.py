"""`make run`: from an empty database to a site that answers."""

import errno
import signal
import socket
import sys
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import WSGIServer, get_internal_wsgi_application, run
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import autoreload

from cms.demo import PASSWORD, demo_usernames

HOST = "127.0.0.1"
# By name, since the commands live in higher layers. Each may be repeated; accounts come last: where there is one, the
# first load is complete, and what people have edited since is left alone.
FIRST_LOAD = {
    "load_content": "Loading the example content",
    "load_pages": "Loading the plain pages",
    "load_search_queries": "Loading the queries that the search is measured with",
    "search_rebuild": "Building the search index",
    "create_demo": "Creating the demo accounts and their open work",
}
ADDRESSES = {
    "Site": "/",
    "Search": "/suche/?q=Tische",
    "API": "/api/v1/openapi.json",
    "Admin": "/admin/",
}


class Command(BaseCommand):
    help = "Migrate, load the example content once, and serve the site on this machine. For development only."
    requires_system_checks: list[str] = []  # run below, when there is a database

    def handle(self, **options: Any) -> None:
        if not settings.DEMO_ACCOUNTS_ALLOWED:
            raise CommandError("This is the development server. In production run gunicorn; see docs/operations.md.")
        for number in (signal.SIGTERM, signal.SIGHUP):  # so that the database is stopped as it is with Ctrl-C
            signal.signal(number, lambda *_: sys.exit(0))
        signal.signal(signal.SIGINT, signal.default_int_handler)  # shells start background jobs deaf to it
        try:
            if settings.DEBUG:
                autoreload.run_with_reloader(self.start)
            else:
                self.start()
        except KeyboardInterrupt:
            self.stdout.write("\nStopped.")

    def start(self) -> None:
        refuse_taken_port(settings.PORT)
        self.prepare()
        self.check(display_num_errors=False)
        handler = get_internal_wsgi_application()
        try:
            run(HOST, settings.PORT, handler, threading=True, on_bind=self.announce, server_cls=PromptServer)
        except OSError as error:
            raise CommandError(f"The server stopped: {error}") from error

    def prepare(self) -> None:
        """Bring the database up to date; what is there already is left as it is."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.step("Preparing the database", "migrate", verbosity=0, interactive=False)
        if not get_user_model().objects.exists():
            for command, title in FIRST_LOAD.items():
                self.step(title, command)
        call_command("search_rebuild", if_needed=True, stdout=self.stdout, stderr=self.stderr)

    def step(self, title: str, command: str, **options: Any) -> None:
        self.stdout.write(f"{title} …")
        self.stdout.flush()
        started = time.monotonic()
        call_command(command, stdout=self.stdout, stderr=self.stderr, **options)
        self.stdout.write(f"  done in {time.monotonic() - started:.1f} s")

    def announce(self, port: int) -> None:
        self.stdout.write("")
        for title, path in ADDRESSES.items():
            self.stdout.write(f"  {title:<8} http://{HOST}:{port}{path}")
        known = set(get_user_model().objects.values_list("username", flat=True))
        names = [name for name in demo_usernames() if name in known]
        if names:
            self.stdout.write(f'  Accounts {", ".join(names)} (password "{PASSWORD}")')
        self.stdout.write("\nStop with Ctrl-C.")
        self.stdout.flush()


class PromptServer(WSGIServer):
    """Django's server, without the 40 ms that a browser's next request would wait for the end of its answer."""

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        # head and body are sent apart; by default the body is held back until the browser has confirmed the head
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection, address


def refuse_taken_port(port: int) -> None:
    """Say so before the work begins, not after."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise CommandError(
                f"Port {port} is taken or not allowed. Choose another one: PORT={port + 10} make run"
            ) from error
