from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth import authenticate
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from .factors import in_fours, is_on, step_of, to_plain
from .middleware import REQUEST
from .models import LONGEST_NAME
from .proving import prove

LONGEST_CODE = 40
# Who sets up a factor has an hour for it.
SECONDS_TO_SET_UP = 3600
SALT = "accounts.second_factor"


def code_field(**options: Any) -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
    widget = forms.TextInput(attrs=attributes)
    return forms.CharField(label=_("Code"), max_length=LONGEST_CODE, widget=widget, **options)


class SignInForm(AdminAuthenticationForm):
    """Name, password and code at once, so that nobody is told which of them was wrong."""

    request: Any
    code = code_field(required=False, help_text=_("If you have set up a second factor, else leave it empty."))
    error_messages = {
        "invalid_login": _(
            "These do not belong together: check the name and the password, and the code if you have set "
            "up a second factor. A code counts once."
        )
    }

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if {"username", "password", "code"} <= said.keys():
            # A longer name is nobody's, and PostgreSQL has no room for it where failures are counted.
            fits = len(said["username"]) <= LONGEST_NAME
            proved = prove(self.request, said["username"], said["password"], said["code"]) if fits else None
            if proved is None:
                raise self.get_invalid_login_error()
            self.user_cache, self.request.second_factor = proved
        return said


class OwnPasswordForm(AdminPasswordChangeForm):
    """Counts wrong old passwords, so that a browser which was left open is no place to guess it."""

    def clean_old_password(self) -> str:
        password: str = self.cleaned_data["old_password"]
        if authenticate(REQUEST.get(), username=self.user.get_username(), password=password) is None:
            raise forms.ValidationError(self.error_messages["password_incorrect"], "password_incorrect")
        return password


class ProofForm(forms.Form):
    """Asks who is signed in to show it again, before anything is changed about how they come in."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = code_field(help_text=_("From the app, or one of your recovery codes."))
    wrong = _("Password and code do not belong together, or the code was used.")

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not self.errors and not self.is_proved(said["password"], said.get("code", "")):
            raise forms.ValidationError(self.wrong)
        return said

    def is_proved(self, password: str, code: str) -> bool:
        return prove(self.request, self.request.user.get_username(), password, code) is not None


class EndSessionsForm(ProofForm):
    """Asks for a code only where a second factor is set up."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        if not is_on(request.user):
            del self.fields["code"]
            self.wrong = _("The password is wrong.")


class SetUpForm(ProofForm):
    """The password again, and a code that shows that the app has the secret.

    The form itself carries the secret, signed: looking at it changes nothing here.
    """

    code = code_field(help_text=_("The six digits that the app shows now."))

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.device = TOTPDevice(user=request.user, key=self.sent_key() or default_key())
        self.signed = signing.dumps([request.user.pk, self.device.key], salt=SALT)

    def sent_key(self) -> str:
        """The key that was sent, if it is from here and for this user."""
        try:
            user, key = signing.loads(self.data.get("secret", ""), salt=SALT, max_age=SECONDS_TO_SET_UP)
        except signing.BadSignature:
            return ""
        return key if user == self.request.user.pk else ""

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not self.errors and not self.sent_key():
            raise forms.ValidationError(_("This took more than an hour. Go to this page anew."))
        return said

    def is_proved(self, password: str, code: str) -> bool:
        return super().is_proved(password, "")

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        step = step_of(self.device, to_plain(code))
        if step is None:
            raise forms.ValidationError(_("The code is wrong. Is the clock of the phone right?"))
        self.step = step
        return code

    @property
    def secret_to_type(self) -> str:
        """The secret in base32, as apps take it."""
        return in_fours(self.device.config_url.partition("secret=")[2].partition("&")[0], " ")
