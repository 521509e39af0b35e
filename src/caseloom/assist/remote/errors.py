"""How asking a model server can fail; each kind is kept with the exchange, never the words."""


class Failed(Exception):
    """It did not answer. `kind` is one of KINDS; `again`: another attempt may go better.

    `spent`: None where nobody can tell whether it was paid for.
    """

    def __init__(self, kind: str, *, again: bool = False, free: bool = False) -> None:
        super().__init__(kind)
        self.kind, self.again, self.free = kind, again, free


class Unusable(Exception):
    """It answered, and the answer keeps to no schema or breaks a rule: which, in a few words."""
