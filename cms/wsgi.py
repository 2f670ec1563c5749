import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

application = get_wsgi_application()

from cms.demo import refuse_known_passwords  # noqa: E402  needs the models, which the line above loads
from cms.signals import about_to_serve  # noqa: E402

refuse_known_passwords()
about_to_serve.send(None)
connections.close_all()  # the processes forked from here must not share one
