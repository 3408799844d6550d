"""Pages that are kept in Redis: while it is down they are made anew, which is slower but not broken."""

import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

# Seconds in which nobody waits again for a server that has not answered.
PAUSE = 1.0


class PatientRedisCache(RedisCache):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.until = 0.0

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self.attempt(super().get, default, key, default, version)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        self.attempt(super().set, None, key, value, *args, **kwargs)

    def attempt(self, do: Callable[..., Any], otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() < self.until:
            return otherwise
        try:
            return do(*args, **kwargs)
        except RedisError:
            self.until = time.monotonic() + PAUSE
            return otherwise
