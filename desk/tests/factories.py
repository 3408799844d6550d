from django.contrib.auth.models import Permission, User


def create_staff(*codenames, username="staff"):
    """Somebody on the staff with these rights, such as “add_entry”, and no others."""
    user = User.objects.create_user(username, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user
