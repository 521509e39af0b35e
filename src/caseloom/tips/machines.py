"""How a tip moves, and how somebody's identity is opened.

The database holds the same rules (workflow_rule, filled by this room's migrations); a test
compares the two. Every step that ends something or hands it on is a person's.
"""

from caseloom.workflow.types import Machine, State, Step

HANDLE = "tips.handle"

TIP = Machine(
    name="tip",
    object_kind="tip",
    states=(
        State("received", "Received"),
        State("open", "Being looked at"),
        State("lead", "Worth following"),
        State("referred", "Referred", final=True),
        State("joined", "In a case", final=True),
        State("closed", "Closed", final=True),
    ),
    steps=(
        Step("receive", "Receive", (), "received", "tips.send", "tip.received"),
        Step("take", "Take it up", ("received",), "open", HANDLE, "tip.taken"),
        Step(
            "follow", "Make it a lead", ("received", "open"), "lead", HANDLE, "tip.made_lead",
            requires=("reason",),
        ),
        Step(
            "refer", "Refer", ("received", "open", "lead"), "referred", HANDLE, "tip.referred",
            requires=("reason", "to"), adverse=True,
        ),
        Step(
            "join", "Join to a case", ("received", "open", "lead"), "joined", HANDLE,
            "tip.joined", requires=("case",), adverse=True,
        ),
        Step(
            "close", "Close", ("received", "open", "lead"), "closed", HANDLE, "tip.closed",
            requires=("reason", "outcome"), adverse=True,
        ),
        Step(
            "reopen", "Reopen", ("referred", "joined", "closed"), "open", HANDLE, "tip.reopened",
            requires=("reason",), adverse=True,
        ),
    ),
)  # fmt: skip

IDENTITY = Machine(
    name="identity",
    object_kind="identity_request",
    states=(
        State("asked", "Waits for a second person"),
        State("opened", "Opened", final=True),
        State("refused", "Refused", final=True),
    ),
    steps=(
        Step(
            "ask", "Ask for the name", (), "asked", HANDLE, "identity.asked", requires=("reason",),
        ),
        Step(
            "open", "Open the name", ("asked",), "opened", HANDLE, "identity.opened",
            adverse=True, four_eyes=True,
        ),
        Step(
            "refuse", "Refuse", ("asked",), "refused", HANDLE, "identity.refused",
            requires=("reason",), adverse=True, four_eyes=True,
        ),
    ),
)  # fmt: skip

# What goes to another agency. Which of `approve` and `release` makes it ready, the line says;
# a trigger holds the line to it.
DISSEMINATION = Machine(
    name="dissemination",
    object_kind="bundle",
    states=(
        State("prepared", "Waits for a second person"),
        State("ready", "Ready to be sent"),
        State("refused", "Not sent", final=True),
        State("sent", "Sent"),
        State("recalled", "Asked to be deleted", final=True),
    ),
    steps=(
        Step("prepare", "Prepare", (), "prepared", HANDLE, "bundle.prepared"),
        Step(
            "approve", "Allow", ("prepared",), "ready", HANDLE, "bundle.approved",
            adverse=True, four_eyes=True,
        ),
        Step("release", "Release", ("prepared",), "ready", HANDLE, "bundle.released", adverse=True),
        Step(
            "refuse", "Do not send", ("prepared", "ready"), "refused", HANDLE, "bundle.refused",
            requires=("reason",), adverse=True,
        ),
        Step("send", "Send", ("ready",), "sent", HANDLE, "bundle.sent", adverse=True),
        Step(
            "recall", "Ask to delete it", ("sent",), "recalled", HANDLE, "bundle.recalled",
            requires=("reason",), adverse=True,
        ),
    ),
)  # fmt: skip

MACHINES = (TIP, IDENTITY, DISSEMINATION)

# What a tip can be about, for who cannot be taught it; shown in the language of the screen.
CATEGORIES: tuple[str, ...] = (
    "wage_theft", "trafficking", "procurement_fraud", "bribery", "benefit_fraud",
    "money_laundering", "threat_of_violence", "child_exploitation", "environmental_dumping",
    "health_care_fraud", "staff_misconduct", "other",
)  # fmt: skip
# Why a tip is closed; shown in the language of the screen.
OUTCOMES: tuple[str, ...] = (
    "no_follow_up", "not_ours", "too_little", "known", "settled", "unfounded", "abuse",
)  # fmt: skip
