"""Fail when a model has changed and its migration is missing. Needs no database."""

import sys
import warnings

import django
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

_REMEDY = (
    "DATA=build/check DJANGO_SETTINGS_MODULE=caseloom.config.settings "
    ".venv/bin/python -m django makemigrations"
)


def main() -> int:
    """Compare the models with the state that all migrations lead to; 1 when they differ."""
    warnings.simplefilter("default")
    django.setup()
    loader = MigrationLoader(None)
    conflicts = loader.detect_conflicts()
    if conflicts:
        print(f"These rooms have more than one last migration: {conflicts}", file=sys.stderr)
        return 1
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    missing = {
        label: [operation.describe() for change in changes for operation in change.operations]
        for label, changes in detector.changes(graph=loader.graph).items()
        if apps.get_app_config(label).name.startswith("caseloom.")
    }
    for label, operations in missing.items():
        print(f"{label}: {'; '.join(operations)}", file=sys.stderr)
    if missing:
        print(f"Make the migrations: {_REMEDY} {' '.join(missing)}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
