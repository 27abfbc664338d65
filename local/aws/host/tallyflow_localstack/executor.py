"""Runs each Lambda execution environment as one Node process.

The process (`bootstrap.mjs`) reads one JSON line per invocation from one pipe and answers with one line on another.
Whatever it prints goes through a third pipe, on which it marks the end of each phase, so that an invocation's log is
complete when its answer is given and holds nothing of any other invocation.
"""

import json
import os
import re
import select
import signal
import subprocess
import tempfile
import threading
import time
from datetime import UTC, datetime

from localstack import config
from localstack.services.dynamodb.server import DynamodbServer
from localstack.services.lambda_.invocation.executor_endpoint import StatusErrorException
from localstack.services.lambda_.invocation.lambda_models import InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

BOOTSTRAP = os.path.join(os.path.dirname(__file__), "bootstrap.mjs")
RESPONSE_LIMIT = 6_291_556
INIT_LIMIT_SECONDS = 45.0
# Enough for a process that ended to be collected; only a grandchild that keeps the pipe open makes us wait for it.
DRAIN_SECONDS = 2.0
# What an empty pipe takes at once; a longer request waits for its reader, so it is written beside the deadline.
PIPE_ROOM = 60_000


class Environment:
    """One Node process and its three pipes."""

    def __init__(self, command: list[str], env: dict[str, str], cwd: str):
        from_us, to_child = os.pipe()
        from_child, to_us = os.pipe()
        output, child_output = os.pipe()
        try:
            self.process = subprocess.Popen(
                [*command, str(from_us), str(to_us)],
                env=env,
                cwd=cwd,
                pass_fds=(from_us, to_us),
                stdin=subprocess.DEVNULL,
                stdout=child_output,
                stderr=child_output,
            )
        except BaseException:
            for end in (to_child, from_child, output):
                os.close(end)
            raise
        finally:
            for end in (from_us, to_us, child_output):
                os.close(end)
        self.requests = to_child
        self.answers = Lines(from_child)
        self.output = Output(output)

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def ask(self, message: dict, seconds: float) -> tuple[dict | None, bool]:
        """The process's answer, or None when it ended without one; and whether it ran out of time."""
        deadline = time.monotonic() + seconds
        data = json.dumps(message).encode() + b"\n"
        if len(data) <= PIPE_ROOM:
            self._send(data)
        else:
            threading.Thread(target=self._send, args=(data,), daemon=True).start()
        return self.listen(deadline)

    def _send(self, data: bytes) -> None:
        try:
            while data:
                data = data[os.write(self.requests, data) :]
        except OSError:
            pass  # the process ended; whoever listens sees the end of its answers

    def listen(self, deadline: float) -> tuple[dict | None, bool]:
        try:
            line = self.answers.next(deadline)
        except TimeoutError:
            return None, True
        return (json.loads(line) if line else None), False

    def end(self) -> int:
        """Kills the process if it still runs, and gives its exit status."""
        if self.is_alive():
            self.process.kill()
        return self.process.wait()

    def close(self) -> None:
        self.end()
        os.close(self.requests)
        self.answers.close()


class Lines:
    """Reads whole lines from a pipe, until a deadline."""

    def __init__(self, end: int):
        self.end = end
        self.rest = bytearray()

    def next(self, deadline: float) -> bytes | None:
        seen = 0
        while True:
            stop = self.rest.find(b"\n", seen)
            if stop >= 0:
                line = bytes(self.rest[:stop])
                del self.rest[: stop + 1]
                return line
            seen = len(self.rest)
            # poll(), because select() refuses descriptors over 1023 and LocalStack holds many
            if not _readable(self.end, deadline):
                raise TimeoutError
            chunk = os.read(self.end, 1 << 20)
            if not chunk:
                return None
            self.rest += chunk

    def close(self) -> None:
        os.close(self.end)


class Output:
    """Collects what a process prints, in a thread of its own so that a full pipe never stops the process."""

    def __init__(self, end: int):
        self.end = end
        self.buffer = bytearray()
        self.changed = threading.Condition()
        self.ended = False
        self.thread = threading.Thread(target=self._collect, name="lambda-output", daemon=True)
        self.thread.start()

    def _collect(self) -> None:
        while True:
            try:
                chunk = os.read(self.end, 1 << 16)
            except OSError:
                chunk = b""
            with self.changed:
                self.buffer += chunk
                self.ended = self.ended or not chunk
                self.changed.notify_all()
            if not chunk:
                os.close(self.end)
                return

    def take(self, mark: bytes | None) -> str:
        """Everything printed before the mark, or before the end; it is taken out of the buffer."""
        deadline = time.monotonic() + DRAIN_SECONDS
        with self.changed:
            while True:
                at = self.buffer.find(mark) if mark else -1
                left = deadline - time.monotonic()
                if at >= 0 or self.ended or left <= 0:
                    break
                self.changed.wait(left)
            size = at if at >= 0 else len(self.buffer)
            text = self.buffer[:size].decode("utf-8", "replace")
            del self.buffer[: size + (len(mark) if at >= 0 and mark else 0)]
        return text


def _readable(end: int, deadline: float) -> bool:
    poll = select.poll()
    poll.register(end, select.POLLIN | select.POLLHUP)
    left = deadline - time.monotonic()
    return bool(poll.poll(max(0, left) * 1000))


class ProcessRuntimeExecutor(RuntimeExecutor):
    def __init__(self, id, function_version):
        super().__init__(id, function_version)
        self.environment: Environment | None = None
        self.init_error: dict | None = None
        self.init_ms: float | None = None
        self.init_log = ""
        self.stopped = False
        self.lock = threading.Lock()
        self.use = threading.Lock()

    # What LocalStack calls

    def start(self, env_vars):
        self.env_vars = env_vars
        with self.use:
            self._begin()
        if self.stopped:
            raise RuntimeError("The environment was stopped while it started")
        # On demand, AWS reports a failed initialization as the result of the invocation that needed it, log and all.
        if self.init_error and env_vars.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "provisioned-concurrency":
            raise StatusErrorException("Environment startup failed", payload=json.dumps(self.init_error).encode())

    def stop(self):
        with self.lock:
            self.stopped = True
            environment = self.environment
        if environment:
            environment.end()  # which also ends an invocation that still listens
        with self.use:
            self._discard()

    def invoke(self, payload):
        with self.use:
            return self._invoke(payload)

    def _invoke(self, payload):
        request = payload["invoke-id"]
        if not self.init_error and (self.environment is None or not self.environment.is_alive()):
            self._discard()
            self._begin()
        log = Log(self.function_version, request)
        log.printed(self.init_log)
        log.start(self.function_version.id.qualifier)
        self.init_log, init_ms, self.init_ms = "", self.init_ms, None
        if self.init_error:
            error, self.init_error = self.init_error, None
            self._discard()
            error = {**error, "errorMessage": error["errorMessage"].replace("{request}", request)}
            log.report(0, init_ms, None, "error", error["errorType"])
            return self._result(request, error, True, log)
        return self._ask(payload, request, log, init_ms)

    def get_address(self):
        return "127.0.0.1"

    def get_endpoint_from_executor(self):
        return "127.0.0.1"

    def get_runtime_endpoint(self):
        return f"http://127.0.0.1:{config.GATEWAY_LISTEN[0].port}/_localstack_lambda/{self.id}"

    def get_logs(self):
        return self.init_log

    @classmethod
    def prepare_version(cls, function_version):
        if function_version.config.code:
            function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version):
        pass

    @classmethod
    def validate_environment(cls):
        return True

    # One environment

    def _begin(self) -> None:
        function = self.function_version.config
        began = time.monotonic()
        self.init_error = None
        if not (function.runtime or "").startswith("nodejs"):
            self.init_error = {
                "errorType": "Runtime.NotSupportedLocally",
                "errorMessage": f"Only Node.js functions run on this machine, not {function.runtime or 'images'}",
            }
            return
        with self.lock:
            if self.stopped:
                raise RuntimeError("The environment was stopped")
            self.environment = Environment(self._command(), self._variables(), self._code())
        environment = self.environment
        answer, late = environment.listen(began + INIT_LIMIT_SECONDS)
        self.init_ms = (time.monotonic() - began) * 1000
        if answer and "initError" not in answer:
            self.init_log += environment.output.take(answer["mark"].encode())
            return
        if late:
            self.init_error = {
                "errorType": "Sandbox.Timedout",
                "errorMessage": f"RequestId: {{request}} Error: Initialization took over {INIT_LIMIT_SECONDS:.0f} s",
            }
        status = environment.end()
        self.init_log += environment.output.take(None)
        if answer:
            self.init_error = answer["initError"]
        elif not late:
            self.init_error = _exit_error(status)

    def _command(self) -> list[str]:
        memory = self.function_version.config.memory_size
        # AWS leaves about a tenth of the memory to what is not JavaScript objects.
        return [os.environ["TALLYFLOW_NODE"], f"--max-old-space-size={max(64, int(memory * 0.9))}", BOOTSTRAP]

    def _code(self) -> str:
        return str(self.function_version.config.code.get_unzipped_code_location())

    def _variables(self) -> dict[str, str]:
        own = os.path.join(tempfile.gettempdir(), "environments", self.id)
        os.makedirs(own, exist_ok=True)
        runtime = self.function_version.config.runtime
        declared = self.function_version.config.environment or {}
        # What LocalStack tells its own init program, which does not run here and AWS does not have either.
        internal = re.compile(r"LOCALSTACK_|EDGE_PORT$|AWS_LAMBDA_FUNCTION_TIMEOUT$")
        given = {k: str(v) for k, v in self.env_vars.items() if k in declared or not internal.match(k)}
        variables = {
            "LANG": "en_US.UTF-8",
            **given,
            "AWS_EXECUTION_ENV": f"AWS_Lambda_{runtime}",
            "LAMBDA_TASK_ROOT": self._code(),
            "LAMBDA_RUNTIME_DIR": os.path.dirname(BOOTSTRAP),
            "TALLYFLOW_COMPILE_CACHE": os.path.join(tempfile.gettempdir(), "compile-cache"),
        }
        if "AWS_ENDPOINT_URL" not in declared:
            # Straight to the database: most calls of most functions are its, and LocalStack only passes them on.
            variables["AWS_ENDPOINT_URL_DYNAMODB"] = DynamodbServer.get().url
        for name, value in {"PATH": os.environ["PATH"], "TMPDIR": own}.items():
            if name not in declared:
                variables[name] = value
        return variables

    def _discard(self) -> None:
        with self.lock:
            environment, self.environment = self.environment, None
        if environment:
            environment.end()
            self.init_log += environment.output.take(None)
            environment.close()

    def _ask(self, payload: dict, request: str, log: "Log", init_ms: float | None) -> InvocationResult:
        environment, timeout = self.environment, self.function_version.config.timeout
        assert environment
        message = {
            "id": request,
            "arn": payload["invoked-function-arn"],
            "event": payload["payload"],
            "trace": payload["trace-id"],
            "deadline": int((time.time() + timeout) * 1000),
        }
        began = time.monotonic()
        answer, late = environment.ask(message, timeout)
        ms = (time.monotonic() - began) * 1000
        if late or answer is None or answer.get("fatal"):
            # AWS replaces an environment that failed like this: the next invocation finds fresh module state.
            status = self._ended(environment, late)
            log.printed(environment.output.take(None))
            self._discard()
            if late:
                ms = timeout * 1000
                text = f"{_now()} {request} Task timed out after {timeout:.2f} seconds"
                log.add(text)
                error = {"errorType": "Sandbox.Timedout", "errorMessage": text}
            elif answer:
                error = answer["error"]
            else:
                error = _exit_error(status)
                error["errorMessage"] = error["errorMessage"].replace("{request}", request)
            log.report(ms, init_ms, None, "timeout" if late else "error", error["errorType"])
            return self._result(request, error, True, log)
        log.printed(environment.output.take(answer["mark"].encode()))
        failed = "error" in answer
        body = json.dumps(answer["error"]).encode() if failed else answer["body"].encode()
        if len(body) > RESPONSE_LIMIT:
            failed = True
            body = json.dumps(
                {
                    "errorType": "Function.ResponseSizeTooLarge",
                    "errorMessage": f"Response payload size exceeded maximum allowed payload size ({RESPONSE_LIMIT} bytes).",
                }
            ).encode()
        log.report(ms, init_ms, answer.get("memory"), None, None)
        return InvocationResult(request, body, is_error=failed, logs=log.text())

    def _ended(self, environment: Environment, late: bool) -> int:
        """The exit status; a process that gave its last answer is given a moment to end by itself."""
        try:
            return environment.process.wait(0 if late else DRAIN_SECONDS)
        except subprocess.TimeoutExpired:
            return environment.end()

    def _result(self, request: str, error: dict, failed: bool, log: "Log") -> InvocationResult:
        return InvocationResult(request, json.dumps(error).encode(), is_error=failed, logs=log.text())


class Log:
    """The lines CloudWatch Logs gets for one invocation, in the function's log format."""

    def __init__(self, function_version, request: str):
        self.json = (function_version.config.logging_config or {}).get("LogFormat") == "JSON"
        self.memory = function_version.config.memory_size
        self.request = request
        self.lines: list[str] = []

    def printed(self, text: str) -> None:
        self.lines += [line for line in text.split("\n") if line.strip()]

    def add(self, line: str) -> None:
        self.lines.append(line)

    def start(self, version: str) -> None:
        if self.json:
            self._platform("platform.start", {"requestId": self.request, "version": version})
        else:
            self.add(f"START RequestId: {self.request} Version: {version}")

    def report(self, ms: float, init_ms: float | None, used: int | None, status: str | None, error: str | None) -> None:
        billed = int(ms) + (ms > int(ms))
        used = used or 0
        if self.json:
            metrics = {"durationMs": round(ms, 3), "billedDurationMs": billed, "memorySizeMB": self.memory, "maxMemoryUsedMB": used}
            metrics |= {"initDurationMs": round(init_ms, 3)} if init_ms is not None else {}
            record = {"requestId": self.request, "metrics": metrics, "status": status or "success"}
            self._platform("platform.report", record | ({"errorType": error} if error else {}))
            return
        self.add(f"END RequestId: {self.request}")
        line = (
            f"REPORT RequestId: {self.request}\tDuration: {ms:.2f} ms\tBilled Duration: {billed} ms\t"
            f"Memory Size: {self.memory} MB\tMax Memory Used: {used} MB\t"
        )
        line += f"Init Duration: {init_ms:.2f} ms\t" if init_ms is not None else ""
        line += f"Status: {status}\t" if status else ""
        line += f"Error Type: {error}" if error else ""
        self.add(line)

    def _platform(self, kind: str, record: dict) -> None:
        self.add(json.dumps({"time": _now(), "type": kind, "record": record}))

    def text(self) -> str:
        return "".join(line + "\n" for line in self.lines)


def _exit_error(status: int) -> dict:
    if status < 0:
        names = {signal.SIGKILL: "killed", signal.SIGABRT: "aborted", signal.SIGTERM: "terminated", signal.SIGSEGV: "segmentation fault"}
        reason = f"exited with error: signal: {names.get(-status, -status)}"
    elif status == 0:
        reason = "exited without providing a reason"
    else:
        reason = f"exited with error: exit status {status}"
    return {"errorType": "Runtime.ExitError", "errorMessage": f"RequestId: {{request}} Error: Runtime {reason}"}


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
