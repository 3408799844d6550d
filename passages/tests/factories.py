from itertools import count

from django.contrib.auth.models import Permission, User

numbers = count(1)


def create_owner(*, username=""):
    """Somebody who may change everything."""
    return User.objects.create_superuser(username or f"owner-{next(numbers)}")


def create_reader(*, username="", may_change=()):
    """Somebody who has signed in and may change the models named in `may_change`, such as “paper”."""
    user = User.objects.create_user(username or f"reader-{next(numbers)}")
    codenames = [f"change_{name}" for name in may_change]
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user
