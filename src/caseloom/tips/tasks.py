"""What the worker does with tips."""

from datetime import date
from uuid import UUID

from procrastinate.contrib.django import app

from caseloom.tips import actions


@app.task(name="tips.read_tip", queue="tips", pass_context=False)
def read_tip(*, tip_id: str, scope: int) -> None:
    """Have the machine read a tip that arrived, within its own scope."""
    actions.read(tip_id=UUID(tip_id), scope=scope)


@app.task(name="tips.ask_model", queue="tips", pass_context=False)
def ask_model(*, asking_id: str, tip_id: str, scope: int) -> None:
    """Have the model server read a tip, within its own scope."""
    actions.answer(asking_id=UUID(asking_id), tip_id=UUID(tip_id), scope=scope)


# Every five minutes. The lock: no second one beside it.
@app.periodic(cron="*/5 * * * *")
@app.task(name="tips.fetch_mail", queue="tips", queueing_lock="tips.fetch_mail")
def fetch_mail(timestamp: int) -> None:
    """Take the new mail of every line that has a mailbox."""
    actions.fetch_all_mail()


@app.task(name="tips.close_later", queue="tips", pass_context=False)
def close_later(*, person_id: str) -> None:
    """Close to somebody who came later what names him."""
    actions.close_later(person_id=UUID(person_id))


# Every night, so that a worker that stood still on Monday draws on Tuesday.
@app.periodic(cron="5 3 * * *")
@app.task(name="tips.draw", queue="tips", queueing_lock="tips.draw")
def draw(timestamp: int) -> None:
    """Draw what is read again of the weeks that have ended; what was drawn stays."""
    actions.draw_due()


@app.task(name="tips.draw_one", queue="tips", pass_context=False)
def draw_one(*, line_id: str, scope: int, week: str) -> None:
    """Draw one week of a scope of its own."""
    actions.draw_one(line_id=UUID(line_id), scope=scope, week=date.fromisoformat(week))
