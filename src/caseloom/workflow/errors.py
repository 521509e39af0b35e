"""What can go wrong with a step, beyond the kernel's kinds."""

from caseloom.kernel.errors import Conflict, NotAllowed


class Overtaken(Conflict):
    """Somebody else moved the thing first."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else moved this on in the meantime.",
            remedy="Load it again and look at what changed before you decide.",
        )


class OwnWork(NotAllowed):
    """Four eyes: nobody decides on what he wrote or helped to write."""

    def __init__(self) -> None:
        super().__init__(
            "You wrote or edited this, so you cannot decide on it.",
            remedy="Ask somebody who did not work on it and may review.",
        )
