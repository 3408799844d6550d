from itertools import count

from api.models import Token

numbers = count(1)


def create_token(*, user, name="", **fields):
    """The headers with which the user's program asks."""
    token, secret = Token.objects.make(user, name or f"program {next(numbers)}")
    Token.objects.filter(pk=token.pk).update(**fields)
    return {"Authorization": f"Bearer {secret}"}
