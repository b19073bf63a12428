"""Argon2id password hashes. One hash takes about 0.15 s and 64 MiB, so only one is made at a time per process."""

from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.errors import Conflict

_hasher = PasswordHasher()
_one_at_a_time = BoundedSemaphore(1)
WAIT_SECONDS = 10


@contextmanager
def _turn():
    if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise Conflict("login_busy", "现在登录的人较多，请过几秒再试")
    try:
        yield
    finally:
        _one_at_a_time.release()


def hash_password(password: str) -> str:
    """Call it outside of commands: the database's write lock must not wait for it."""
    with _turn():
        return _hasher.hash(password)


@cache
def _nobody() -> str:
    return _hasher.hash("no such account")


def matches(password: str, password_hash: str | None) -> bool:
    """Compare; with no hash (unknown account) it takes the same time, so that answers tell nobody who has one."""
    with _turn():
        try:
            return _hasher.verify(password_hash or _nobody(), password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False
