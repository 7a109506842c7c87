from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager):  # type: ignore[type-arg]
    pass


class Account(AbstractBaseUser):
    """A way to sign in: a member of staff, a citizen, or a machine."""

    login = models.CharField(max_length=80, unique=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "login"
    objects = AccountManager()

    def __str__(self) -> str:
        return self.login
