"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 46 MiB, one pass, one lane: OWASP's first choice.

    Django's own 100 MiB and eight lanes let a dozen guesses at once fill a small machine.
    """

    time_cost = 1
    memory_cost = 47_104
    parallelism = 1
