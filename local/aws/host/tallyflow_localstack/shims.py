"""What LocalStack 2026.3.0 expects of Python 3.13 and 3.12 does not have."""

import _thread
import threading
import warnings


def apply_shims() -> None:
    if not isinstance(threading.Lock, type):
        # LocalStack annotates with `Lock | None`, which needs a type; in 3.12 `threading.Lock` is a function.
        class Lock:
            def __new__(cls):
                return _thread.allocate_lock()

        threading.Lock = Lock
    if not hasattr(warnings, "deprecated"):
        import typing_extensions

        warnings.deprecated = typing_extensions.deprecated
