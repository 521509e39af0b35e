"""Where mail of a line is fetched, for administrators."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from caseloom.kernel.errors import Conflict, Invalid
from caseloom.tips import actions, queries
from caseloom.tips.types import MailAccount, NewMailAccount
from caseloom.web.cases.forms import refused, sent
from caseloom.web.responses import go
from caseloom.web.tips.lines import about, administrator


class MailForm(forms.Form):
    """A mailbox on an IMAP server."""

    active = forms.BooleanField(label=gettext_lazy("Fetch mail for this line"), required=False)
    host = forms.CharField(label=gettext_lazy("Server"), max_length=253, required=False)
    port = forms.IntegerField(
        label=gettext_lazy("Port"), min_value=1, max_value=65_535, initial=993
    )
    starttls = forms.BooleanField(
        label=gettext_lazy("The port begins in clear (STARTTLS)"), required=False,
        help_text=gettext_lazy("TLS is begun before the password is said, or nothing is."),
    )  # fmt: skip
    user = forms.CharField(label=gettext_lazy("User"), max_length=200, required=False)
    password = forms.CharField(
        label=gettext_lazy("Password"), max_length=500, required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Empty, it stays. It is kept in a file beside the keys."),
    )  # fmt: skip
    folder = forms.CharField(label=gettext_lazy("Folder"), max_length=200, initial="INBOX")
    remove = forms.BooleanField(
        label=gettext_lazy("Delete there what is a tip"), required=False,
        help_text=gettext_lazy("Else nothing is deleted."),
    )  # fmt: skip


def _initial(kept: MailAccount | None) -> dict[str, object]:
    if kept is None:
        return {}
    names = ("active", "host", "port", "starttls", "user", "folder", "remove")
    return {name: getattr(kept, name) for name in names}


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Set it, end it, and see how it goes."""
    viewer = administrator(request)
    line = queries.line(viewer, key)
    kept = queries.mail_account(viewer, key)
    form = MailForm(sent(request), initial=_initial(kept))
    if form.is_valid():
        given = form.cleaned_data
        account = NewMailAccount(
            given["host"].strip(), given["user"].strip(), given["port"], given["folder"].strip(),
            given["remove"], given["starttls"],
        )  # fmt: skip
        try:
            if given["active"] or kept:
                actions.set_mail_account(
                    line_key=key, account=account if given["active"] else None,
                    password=given["password"], by=viewer,
                )  # fmt: skip
        except (Invalid, Conflict) as error:
            refused(form, error)
        else:
            messages.success(request, _("Saved."))
            return go(request, reverse("lines:mail", args=[key]))
    context = {"form": form, "line": line, "kept": kept, **about(viewer, line)}
    return render(request, "web/tips/lines/mail.html", context, status=422 if form.errors else 200)
