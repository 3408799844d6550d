"""The application that a WSGI server serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from .answers import KeptAnswers  # its modules read the settings

application = KeptAnswers(get_wsgi_application())
