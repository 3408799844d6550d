"""The second factor: codes that change every half minute (TOTP, RFC 6238), and recovery codes.

The secret of TOTP is what both sides compute with, so that it is kept as it is. Of a recovery code only the
start of its SHA-256 is: both have 128 bits, so that nobody finds it by trying.
"""

import re
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from django.db import transaction
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from .models import SignInEvent

Factor = SignInEvent.Factor
RECOVERY_CODES = 10
SIX_DIGITS = re.compile(r"[0-9]{6}")
HALF_MINUTES_OFF = 1  # for who types slowly and for clocks that are a little off (RFC 6238, section 5.2)


@dataclass(frozen=True)
class Claim:
    """A code that was typed, and what stands against it."""

    code: str
    devices: Sequence[TOTPDevice]
    recovery: StaticToken | None

    def redeem(self) -> Factor | None:
        """What the code was, NONE where none is asked for; None if it is wrong. No code counts twice."""
        if not self.devices:
            return Factor.NONE
        if any(take_code(device, self.code) for device in self.devices):
            return Factor.CODE
        # Of two who show it at once, one deletes the row.
        if self.recovery and StaticToken.objects.filter(pk=self.recovery.pk).delete()[0]:
            return Factor.RECOVERY
        return None


def claim_of(name: str, typed: str) -> Claim:
    """Two queries, whoever has that name, if anybody has."""
    code = to_plain(typed)
    devices = TOTPDevice.objects.filter(user__username=name, confirmed=True)
    recovery = StaticToken.objects.filter(device__user__username=name, token=digest_of(code))
    return Claim(code, list(devices), recovery.first())


def to_plain(typed: str) -> str:
    """A code without the blanks and dashes that make it easy to read."""
    return re.sub(r"[\s-]", "", typed).lower()


def digest_of(code: str) -> str:
    """128 bits of the SHA-256 of a recovery code, in Braille: the column has room for 16 characters."""
    return "".join(chr(0x2800 + byte) for byte in sha256(code.encode(errors="replace")).digest()[:16])


def step_of(device: TOTPDevice, code: str) -> int | None:
    """The half minute of the code, None if it is wrong, or not later than the last that was taken."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    if not SIX_DIGITS.fullmatch(code) or not totp.verify(int(code), HALF_MINUTES_OFF, device.last_t + 1):
        return None
    return int(totp.t())


def take_code(device: TOTPDevice, code: str) -> bool:
    """Whether the code is right; if so, neither it nor an earlier one is taken again."""
    step = step_of(device, code)
    if step is None:
        return False
    unused = TOTPDevice.objects.filter(pk=device.pk, last_t__lt=step)
    return unused.update(last_t=step) == 1


def is_on(user: Any) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def codes_left(user: Any) -> int:
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def set_up(user: Any, key: str, step: int) -> list[str]:
    """Ask for codes made with `key` (hexadecimal) from now on, later ones than of `step`.

    The recovery codes, to be shown once.
    """
    turn_off(user)
    TOTPDevice.objects.create(user=user, name="TOTP", key=key, last_t=step)
    return make_codes(user)


@transaction.atomic
def make_codes(user: Any) -> list[str]:
    """New recovery codes in the place of those that are left, to be shown once."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = [b32encode(token_bytes(16)).decode().rstrip("=").lower() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=digest_of(code)) for code in codes)
    return [in_fours(code, "-") for code in codes]


@transaction.atomic
def turn_off(user: Any) -> bool:
    """Whether there was one."""
    StaticDevice.objects.filter(user=user).delete()
    return TOTPDevice.objects.filter(user=user).delete()[0] > 0


def in_fours(text: str, between: str) -> str:
    return between.join(text[start : start + 4] for start in range(0, len(text), 4))
