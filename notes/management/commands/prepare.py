import secrets
from io import StringIO
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone

from accounts.models import SignInEvent
from history.models import Version
from history.rows import count_again_for_plans
from notes.importing.asked import Asked
from notes.importing.run import Options, import_notes
from passages.models import Passage, document_models

OWNER = "owner"


class Command(BaseCommand):
    help = "Bring the database up to date; fill an empty one with the sample and make an owner account."

    def handle(self, **options: Any) -> None:
        if settings.READ_ONLY:
            self.stdout.write("Read-only mode: the database stays as it is.")
            return
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except OperationalError as error:
            raise CommandError(f"The database of DATABASE_URL cannot be used: {error}") from error
        call_command("reindex", if_needed=True, stdout=StringIO())
        Version.objects.purge()
        SignInEvent.objects.purge()
        call_command("clearsessions")
        call_command("cite", missing=True, stdout=StringIO())
        count_again_for_plans(Passage)
        if not any(model.objects.exists() for model in document_models()):
            import_notes([settings.BASE_DIR / "sample"], Options(Asked(timezone.localdate())))
            self.stdout.write("The notebook was empty and holds the sample now.")
        if not get_user_model().objects.filter(is_superuser=True).exists():
            self.make_owner()

    def make_owner(self) -> None:
        password = secrets.token_urlsafe(16)
        get_user_model().objects.create_superuser(OWNER, password=password)
        self.stdout.write(f"Sign in at /admin/ as {OWNER} with the password {password}")
        self.stdout.write("It is shown this once; change it under “Change password”.")
