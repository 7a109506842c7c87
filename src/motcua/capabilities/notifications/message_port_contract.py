"""The tests every sender of messages must pass. Subclass it and say how to make one."""

from abc import ABC, abstractmethod
from dataclasses import replace
from uuid import uuid4

import pytest

from motcua.capabilities.notifications.message_port import Message, MessagePort
from motcua.capabilities.notifications.states import Channel
from motcua.spine.errors import Outage


def a_message(channel: Channel = Channel.SMS) -> Message:
    address = "0900000001" if channel == Channel.SMS else "dung@example.org"
    return Message(
        key=uuid4(), channel=channel, address=address, title="Hồ sơ", text="Đã tiếp nhận."
    )


class MessagePortContract(ABC):
    @abstractmethod
    def make_port(self) -> MessagePort: ...

    @abstractmethod
    def make_unreachable_port(self) -> MessagePort: ...

    @abstractmethod
    def arrived(self) -> list[tuple[str, str, str]]:
        """Return (address, title, text) of all that came through, oldest first."""

    @pytest.mark.parametrize("channel", [Channel.SMS, Channel.EMAIL])
    def test_a_message_arrives_as_it_was_written(self, channel: Channel) -> None:
        message = a_message(channel)

        number = self.make_port().send(message)

        assert number
        assert self.arrived() == [(message.address, message.title, message.text)]

    def test_the_same_key_arrives_once(self) -> None:
        message = a_message()

        numbers = {self.make_port().send(message) for _ in range(5)}

        assert len(numbers) == 1
        assert len(self.arrived()) == 1

    def test_another_key_is_another_message(self) -> None:
        message = a_message()
        port = self.make_port()
        port.send(message)

        port.send(replace(message, key=uuid4()))

        assert len(self.arrived()) == 2

    def test_an_address_that_cannot_be_is_never_tried_again(self) -> None:
        with pytest.raises(Outage) as refused:
            self.make_port().send(replace(a_message(), address="nowhere"))

        assert refused.value.permanent

    def test_who_cannot_be_reached_is_tried_again(self) -> None:
        with pytest.raises(Outage) as refused:
            self.make_unreachable_port().send(a_message())

        assert not refused.value.permanent

    def test_an_error_does_not_tell_the_address(self) -> None:
        message = a_message(Channel.EMAIL)

        with pytest.raises(Outage) as refused:
            self.make_unreachable_port().send(message)

        assert message.address not in str(refused.value)
        assert message.address not in repr(message)
