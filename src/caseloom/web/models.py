"""What the pages themselves must remember: attempts to sign in."""

from typing import ClassVar

from django.db import models


class SignInAttempts(models.Model):
    """Failures to sign in under one name, known or not. Holds no name: `key` is its SHA-256."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.IntegerField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "web_sign_in_attempts"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["last_at"], name="web_sign_in_attempts_last_at")
        ]

    def __str__(self) -> str:
        return f"{self.failures} failures"
