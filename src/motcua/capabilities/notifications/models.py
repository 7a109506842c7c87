from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from motcua.capabilities.notifications.states import OUTSIDE, Channel, State

# Plain words, in a fixed order: migrations hold no code of ours.
CHANNELS = [channel.value for channel in Channel]
SENT_OUTSIDE = sorted(channel.value for channel in OUTSIDE)
STATES = [state.value for state in State]


class Notice(models.Model):
    """One thing told to one person through one channel.

    `account` is an actor's id: the inbox of a person who can sign in. `address` is a telephone
    number or an e-mail address, concealed. Parameters are codes and figures; words are made when
    it is shown or sent, from the template's version of its day.
    """

    key = models.UUIDField(default=uuid4, unique=True)
    channel = models.CharField(max_length=5)
    account = models.CharField(max_length=80, blank=True)
    address = models.BinaryField(null=True, blank=True)
    language = models.CharField(max_length=2)
    template = models.CharField(max_length=60)
    template_from = models.DateField()
    parameters = models.JSONField()
    about = models.CharField(max_length=120, help_text="The journal's subject it tells of.")
    state = models.CharField(max_length=8)
    written_at = models.DateTimeField()
    occurred_at = models.DateTimeField(
        null=True, blank=True, help_text="When what it tells of happened, where that is known."
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_number = models.CharField(max_length=80, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="notice_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="notice_inbox_has_account",
                condition=~Q(channel=Channel.INBOX.value)
                | (~Q(account="") & Q(address=None, state=State.KEPT.value)),
            ),
            models.CheckConstraint(
                name="notice_sent_has_address",
                condition=Q(channel=Channel.INBOX.value)
                | (Q(channel__in=SENT_OUTSIDE, address__isnull=False) & ~Q(state=State.KEPT.value)),
            ),
            models.CheckConstraint(
                name="notice_waiting_has_next_try",
                condition=Q(state=State.WAITING.value, next_try_at__isnull=False)
                | (~Q(state=State.WAITING.value) & Q(next_try_at=None)),
            ),
            models.CheckConstraint(
                name="notice_sent_has_moment",
                condition=Q(state=State.SENT.value, sent_at__isnull=False)
                | (~Q(state=State.SENT.value) & Q(sent_at=None)),
            ),
        ]
        indexes = [
            models.Index(
                F("account"),
                F("id").desc(),
                name="notice_of_inbox",
                condition=Q(channel=Channel.INBOX.value),
            ),
            models.Index(
                F("account"),
                name="notice_unread",
                condition=Q(channel=Channel.INBOX.value, read_at=None),
            ),
            models.Index(
                F("next_try_at"), name="notice_to_send", condition=Q(next_try_at__isnull=False)
            ),
            models.Index(F("id"), name="notice_given_up", condition=Q(state=State.GIVEN_UP.value)),
            models.Index(F("about"), name="notice_about"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.template} {self.channel}"

    @property
    def subject(self) -> str:
        return f"notice:{self.pk}"
