"""Test cases on the site of tests/canaries.py, and all that can be asked for there."""

import logging
from unittest.mock import patch

from django.test import TestCase

from passages.cards import Card
from passages.tests.factories import create_owner

from . import canaries
from .addresses import ADMIN, API, OWNERS, PUBLIC, WRITING

READING = [address for rows in (PUBLIC | OWNERS).values() for address in rows]
PROGRAMS = [address for rows in API.values() for address in rows]
DESK = [address for rows in ADMIN.values() for address in rows]
SENDING = list(WRITING.values())
NAMES = "entry paper topic author authorship identifier tag link mention image permalink"
VIEWS = " ".join(f"view_{name}" for name in NAMES.split())


class PlantedTestCase(TestCase):
    """On the site of tests/canaries.py."""

    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner(username="somebody")
        cls.world = canaries.plant(cls.owner)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Of a thousand pages that are refused each would be written down with a traceback.
        cls.enterClassContext(patch.object(logging.getLogger("django.request"), "disabled", True))
        drawn = patch.object(Card, "to_png", lambda card: repr(card).encode())
        cls.enterClassContext(drawn)  # so that a picture says in letters what it shows
