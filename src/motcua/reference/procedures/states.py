"""The life of a version. What is *seen* was received from a source and speaks until one is published."""

from motcua.spine.lifecycle import Move


class State:
    SEEN = "seen"
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


STATES = (State.SEEN, State.DRAFT, State.PUBLISHED, State.WITHDRAWN, State.DISCARDED)
CLOSED = frozenset({State.WITHDRAWN, State.DISCARDED})
PUBLIC = frozenset({State.SEEN, State.PUBLISHED})
KEEPER = "catalogue_keeper"

LABELS_VI = {
    State.SEEN: "Đã thấy ở nguồn",
    State.DRAFT: "Bản thảo",
    State.PUBLISHED: "Đã công bố",
    State.WITHDRAWN: "Đã rút",
    State.DISCARDED: "Đã bỏ",
}


DRAFTS_VI, KEEPS_VI = "Soạn bản thảo", "Giữ danh mục thủ tục"


def _move(name: str, sources: set[str], target: str, label_vi: str) -> Move:
    return Move(name, frozenset(sources), target, KEEPER, label_vi)


# fmt: off
COMPLETE = _move("complete", {State.DRAFT},     State.DRAFT,     "Bổ sung bản thảo")
PUBLISH  = _move("publish",  {State.DRAFT},     State.PUBLISHED, "Công bố")
DISCARD  = _move("discard",  {State.DRAFT},     State.DISCARDED, "Bỏ bản thảo")
WITHDRAW = _move("withdraw", {State.PUBLISHED}, State.WITHDRAWN, "Rút công bố")
# fmt: on
MOVES = (COMPLETE, PUBLISH, DISCARD, WITHDRAW)
