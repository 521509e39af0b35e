"""What can go wrong in this room beyond the five kinds."""

from caseloom.kernel.errors import Conflict, Invalid, NotFound


class UnknownTip(NotFound):
    """There is no such tip, or none that the viewer may see."""

    def __init__(self) -> None:
        super().__init__("There is no such tip.", remedy="Check its number, or open the queue.")


class UnknownLine(NotFound):
    """There is no such line, or it is not open to the public."""

    def __init__(self) -> None:
        super().__init__("There is no such line.", remedy="Check the address.")


class UnknownReceipt(NotFound):
    """No tip has this receipt. The same for a mistyped, an invented and a withdrawn one."""

    def __init__(self) -> None:
        super().__init__(
            "No message box has this code.", remedy="Type the 16 digits as they were shown."
        )


class TooLarge(Invalid):
    """More than the line takes: in one answer, in one file, in all files."""


class Stale(Conflict):
    """A form or an open mailbox that is too old, or was not made here."""

    def __init__(self) -> None:
        super().__init__(
            "This page was open for too long.", remedy="Send it once more; your text is kept."
        )


class MustReread(Conflict):
    """A tip that was drawn by lot waits for the viewer to read it again, before anything else."""

    def __init__(self) -> None:
        super().__init__(
            "You are to read this tip again, without what others made of it.",
            remedy="Judge it under “To re-read”; then all of it is open to you.",
        )
