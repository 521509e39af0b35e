"""Pages and API reads through the whole application, in process: no network, everything else."""

import random
from uuid import UUID

from django.contrib.auth import get_user_model
from django.test import Client

from caseloom.cli.bench.acts import sample
from caseloom.cli.bench.dataset import PURPOSE, Dataset
from caseloom.cli.bench.figures import Report, spread, timed

REPEATS = 100
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def paging(dataset: Dataset) -> Report:
    """Search pages, profiles, links and lists, as a signed-in analyst."""
    client = _signed_in(dataset.analyst)
    chance = random.Random(2026)  # noqa: S311  (a sample, no secret)
    names, ids = sample(dataset)
    addresses = {
        "search": [f"/search/?q={name}" for name in chance.choices(names, k=REPEATS)],
        "profile": [f"/entities/{one}/" for one in chance.choices(ids, k=REPEATS)],
        "links": [f"/entities/{one}/links/" for one in chance.choices(ids, k=REPEATS)],
        "sources": ["/sources/"] * 30,
        "my_work": ["/"] * 30,
        "api_me": ["/api/v1/me"] * 30,
    }
    report = Report("web", dataset.size)
    for kind, wanted in addresses.items():
        acts = [lambda address=address: _get(client, address) for address in wanted]
        timed(acts[:5])
        report.figures[kind] = spread(timed(acts))
    return report


def _signed_in(person_id: UUID) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(id=person_id), backend=BACKEND)
    session = client.session
    session["purpose"] = PURPOSE
    session.save()
    return client


def _get(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
