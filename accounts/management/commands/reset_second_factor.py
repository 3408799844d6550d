from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.factors import turn_off
from accounts.models import SignInEvent


class Command(BaseCommand):
    help = "Let somebody who has lost app and recovery codes sign in with the password alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", metavar="USER", help="the name that they sign in with")

    def handle(self, *, user: str, **options: Any) -> None:
        account = get_user_model().objects.filter(username=user).first()
        if account is None:
            raise CommandError(f"Nobody here is called {user}.")
        if not turn_off(account):
            raise CommandError(f"{user} has no second factor.")
        SignInEvent.objects.record(SignInEvent.Kind.FACTOR_OFF, user=account)
        self.stdout.write(f"{user} signs in with the password alone now.")
