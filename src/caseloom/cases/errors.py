"""What can go wrong with a case or a report, beyond the kernel's kinds."""

from caseloom.kernel.errors import Conflict, Invalid, NotFound


class UnknownCase(NotFound):
    """There is no such case that the viewer may see."""

    def __init__(self) -> None:
        super().__init__(
            "There is no such case.",
            remedy="Check the number, or ask the lead of the case to add you.",
        )


class UnknownReport(NotFound):
    """There is no such report that the viewer may see."""

    def __init__(self) -> None:
        super().__init__("There is no such report.", remedy="Open it from the list of its case.")


class UnknownGraph(NotFound):
    """There is no such saved graph that the viewer may see."""

    def __init__(self) -> None:
        super().__init__("There is no such saved graph.", remedy="Open it from its case.")


class LostUpdate(Conflict):
    """Somebody saved this draft after it was loaded. Nothing of either text is lost.

    `title`, `body` and `revision` are what is stored now; `your_title`, `your_body` what was not.
    """

    def __init__(
        self, *, revision: int, title: str, body: str, your_title: str, your_body: str
    ) -> None:
        super().__init__(
            "Somebody else saved this draft after you opened it.",
            remedy="Compare the two texts, take over what you need, and save again.",
            field="body",
        )
        self.revision, self.title, self.body = revision, title, body
        self.your_title, self.your_body = your_title, your_body


class Leak(Invalid):
    """A report would show a case member what he may not see."""
