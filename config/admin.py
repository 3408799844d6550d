from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    """Django's admin as the writing desk."""

    default_site = "desk.site.DeskSite"
