"""Data beside the checkout that tests may read."""

import unittest
from pathlib import Path

from django.conf import settings

BIONOTES = Path(settings.BASE_DIR).parent / "shared" / "data" / "bionotes"

needs_bionotes = unittest.skipUnless(
    BIONOTES.is_dir(), "the real reading log is not there: ../shared/data/bionotes beside the checkout"
)
