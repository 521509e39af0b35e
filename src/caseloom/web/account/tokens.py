"""API tokens: made by a person for himself, shown once, narrower than he is, and ending."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from caseloom.access import actions, queries
from caseloom.kernel.errors import CaseloomError
from caseloom.kernel.viewer import Viewer
from caseloom.web import wording
from caseloom.web.responses import go
from caseloom.web.viewer import viewer_of


class TokenForm(forms.Form):
    """What a token is for, what it may do, and when it ends."""

    title = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, help_text=gettext_lazy("Where it is used.")
    )
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        max_length=500,
        help_text=gettext_lazy("Written beside everything that is read with it."),
    )
    permissions = forms.MultipleChoiceField(
        label=gettext_lazy("It may"), widget=forms.CheckboxSelectMultiple
    )
    ends = forms.DateField(
        label=gettext_lazy("Ends on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Within a year."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["permissions"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  (declared above)
        field.choices = [(one, wording.permission(one)) for one in sorted(viewer.permissions)]


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The viewer's tokens; make another. Its secret is on the answer and nowhere else."""
    viewer = viewer_of(request)
    form = TokenForm(request.POST or None, viewer=viewer)
    secret = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            _made, secret = actions.add_token(
                title=given["title"],
                purpose=given["purpose"],
                permissions=given["permissions"],
                expires_at=datetime.combine(given["ends"], time.max, UTC),
                by=viewer,
            )
        except CaseloomError as error:
            form.add_error("ends" if error.field == "expires_at" else None, str(error))
        else:
            form = TokenForm(viewer=viewer)
    context = {"form": form, "secret": secret, "tokens": queries.tokens(viewer)}
    status = 422 if form.errors else 200
    return render(request, "web/account/tokens.html", context, status=status)


@require_POST
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End a token at once."""
    actions.revoke_token(token_id=token_id, by=viewer_of(request))
    messages.success(request, _("The token has ended."))
    return go(request, reverse("account_tokens"))
