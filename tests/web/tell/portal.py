"""Somebody of the public at the pages: what she reads, types and sends. No cookie is kept."""

import html
import re
from typing import Any

from django.test import Client

URL = "/tell/en/to/hotline/work/"
BOX = "/tell/en/messages/"


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no {name} in the page"
    return html.unescape(found.group(1))


def text(response: Any) -> str:
    """A page's HTML."""
    return str(response.content.decode())


class Teller:
    """One person with a browser that keeps nothing."""

    def __init__(self, url: str = URL) -> None:
        self.client = Client()
        self.url = url
        self.draft = ""

    def open(self) -> str:
        """The form."""
        page = text(self.client.get(self.url))
        self.draft = hidden(page, "draft")
        return page

    def post(self, step: str, url: str = "", **given: Any) -> Any:
        """One step with the draft that the last page carried."""
        response = self.client.post(url or self.url, {"draft": self.draft, "step": step, **given})
        assert not self.client.cookies, "the public pages set no cookie"
        page = "" if response.streaming else text(response)
        if 'name="draft"' in page:
            self.draft = hidden(page, "draft")
        return response

    def tell(self, what: str = "They keep our passports.", **given: Any) -> Any:
        """From the form to what is shown once more."""
        self.open()
        return self.post("check", **{"a-what": what, "who": "anonymous", **given})

    def send(self, what: str = "They keep our passports.", files: Any = (), **given: Any) -> str:
        """The whole way; the receipt, without spaces."""
        assert self.tell(what, **given).status_code == 200
        response = self.post("send", **({"files": files} if files else {}))
        assert response.status_code == 200, text(response)
        return receipt(text(response))


def receipt(page: str) -> str:
    """The digits that a page shows."""
    found = re.search(r'class="digits" dir="ltr">([\d ]+)<', page)
    assert found, page
    return found.group(1).replace(" ", "")
