"""A small process that ends everything LocalStack started as soon as LocalStack, or whoever started it, is gone.

A process that is killed outright cannot clean up after itself, so the cleaning is somebody else's: the guard holds
one end of a pipe whose other end only LocalStack holds, and the kernel closes it however LocalStack ends. DynamoDB
Local and every Lambda process are in the same process group, which the guard then kills whole.
"""

import os
import select
import signal
import sys


def start_guard(lifeline: bool, keep_over_exec: bool = False) -> None:
    """Forks the guard; with `lifeline`, the end of standard input means the caller is gone and ends everything too."""
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    watched, held = os.pipe()
    if os.fork() != 0:
        os.close(watched)
        os.set_inheritable(held, keep_over_exec)
        if lifeline:
            _replace_stdin()
        return
    os.close(held)
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    ends = [watched, 0] if lifeline else [watched]
    while True:
        ready, _, _ = select.select(ends, [], [])
        if any(os.read(end, 1) == b"" for end in ready):
            os.killpg(os.getpgrp(), signal.SIGKILL)


def _replace_stdin() -> None:
    """Only the guard may read the lifeline: a child that inherits it could read the end first."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)


if __name__ == "__main__":
    # `python -m tallyflow_localstack.guard <program> <arguments>`: any other program under the same guard
    start_guard(lifeline=True, keep_over_exec=True)
    os.execvp(sys.argv[1], sys.argv[1:])
