"""Where mail of lines is fetched, how far that came, and what was set aside."""

from caseloom.kernel.viewer import Viewer
from caseloom.tips import models
from caseloom.tips.rows import line_row
from caseloom.tips.types import AsideMail, MailAccount

MOST = 100


def mail_account(viewer: Viewer, line_key: str) -> MailAccount | None:
    """The mailbox of a line for its team and administrators; None without one."""
    row = models.MailAccount.objects.filter(line=line_row(viewer, line_key)).first()
    if row is None:
        return None
    aside = models.SetAside.objects.filter(line_id=row.line_id).order_by("-at", "id")[:MOST]
    return MailAccount(
        host=row.host, port=row.port, user=row.user, folder=row.folder, remove=row.remove,
        starttls=row.starttls,
        active=row.active, fetched_at=row.fetched_at, trouble=row.trouble,
        aside=tuple(AsideMail(one.uid, one.why, one.at) for one in aside),
    )  # fmt: skip
