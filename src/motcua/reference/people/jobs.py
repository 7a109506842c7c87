"""What time alone does to accounts."""

from motcua.reference.people.operations import lockout, sessions
from motcua.spine import clock


def forget_what_is_over() -> int:
    """Remove sessions and failures that are long over. Once a day; returns how many rows went."""
    real_at = clock.real_now()
    return sessions.forget_old(real_at=real_at) + lockout.forget_old(real_at=real_at)
