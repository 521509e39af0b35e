"""Authenticator secrets are useless to whoever holds the database alone."""

import pytest
from cryptography.fernet import InvalidToken
from django.conf import LazySettings

from caseloom.web.adapter import MFAAdapter


def test_a_secret_comes_back_and_is_not_stored_in_the_clear() -> None:
    stored = MFAAdapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in stored
    assert MFAAdapter().decrypt(stored) == "JBSWY3DPEHPK3PXP"


def test_another_key_does_not_open_it(settings: LazySettings) -> None:
    stored = MFAAdapter().encrypt("JBSWY3DPEHPK3PXP")
    settings.SECRET_KEY = "another"
    with pytest.raises(InvalidToken):
        MFAAdapter().decrypt(stored)
