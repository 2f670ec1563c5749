from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Somebody who works with the admin. Membership in an office is membership in the office's group."""
