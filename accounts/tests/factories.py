"""People who can sign in, and the codes that their apps show."""

from time import sleep, time

from django.contrib.auth.models import User
from django_otp.oath import TOTP

from accounts import factors

PASSWORD = "a long secret"
LOGIN = "/admin/login/"
KEY = "3132333435363738393031323334353637383930"  # of RFC 6238
STEP = 30  # seconds


def create_owner(username="owner"):
    return User.objects.create_superuser(username, password=PASSWORD)


def create_factor(user, *, key=KEY):
    """The recovery codes of a second factor that was set up long ago."""
    return factors.set_up(user, key, 0)


def code_of(*, key=KEY, later=0):
    """What an app shows now, or so many half minutes later; it is shown for three seconds more at least."""
    left = STEP - time() % STEP
    if left < 3:
        sleep(left)
    return f"{TOTP(bytes.fromhex(key), drift=later).token():06}"


def sign_in(client, *, username="owner", password=PASSWORD, code="", address=LOGIN, **headers):
    said = {"username": username, "password": password, "code": code, "next": "/admin/"}
    return client.post(address, said, headers=headers)


def change_password(client, *, old=PASSWORD, new="another secret"):
    said = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/admin/password_change/", said)
