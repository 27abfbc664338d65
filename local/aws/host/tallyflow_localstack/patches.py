"""Changes to LocalStack 2026.3.0 in memory; each says what it mends."""

import functools
import gc
import itertools
import json
import os
import threading

QUEUE_WAIT_SECONDS = 5


def keep_children_in_our_group() -> None:
    """LocalStack gives each server a session of its own, where it would outlive a LocalStack that is killed."""
    from localstack.utils import run

    run.is_linux = run.is_mac_os = lambda: False


def answer_installers() -> None:
    """Its installers fetch from hosts a locked-down network does not reach; what they want is here already."""
    from localstack.packages.java import JavaPackageInstaller
    from localstack.services.dynamodb.packages import DynamoDBLocalPackageInstaller
    from localstack.services.stepfunctions.packages import JSONataPackageInstaller

    java_home, libraries = os.environ["JAVA_HOME"], os.environ["TALLYFLOW_LIBRARIES"]
    for installer, folder in (
        (JavaPackageInstaller, java_home),
        (DynamoDBLocalPackageInstaller, os.path.join(libraries, "dynamodb")),
        (JSONataPackageInstaller, os.path.join(libraries, "jsonata")),
    ):
        installer.is_installed = lambda self: True
        installer.get_installed_dir = lambda self, folder=folder: folder
    JavaPackageInstaller.get_java_home = lambda self: java_home


def run_dynamodb_from_jars() -> None:
    """Starts DynamoDB Local from a class path of pinned jars instead of its zip and agent."""
    from localstack.services.dynamodb.server import DynamodbServer

    jars = os.path.join(os.environ["TALLYFLOW_LIBRARIES"], "dynamodb")

    def command(self) -> list[str]:
        line = [
            "java",
            f"-Xmx{self.heap_size}",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            f"-Djava.library.path={jars}",
            "-cp",
            os.path.join(jars, "*"),
            "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
            "-port",
            str(self.port),
        ]
        line += ["-inMemory"] if self.in_memory else ["-dbPath", self.db_path]
        return line + (["-sharedDb"] if self.share_db else [])

    DynamodbServer._create_shell_command = command


def quieten_the_jvm() -> None:
    """Java 25 warns in the log about native code, which is how JPype, its host in this process, works.

    Its compiler and collector are the small ones: expressions are short, and the second core is for functions.
    """
    import jpype

    start = jpype.startJVM
    options = ("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
    jpype.startJVM = lambda path, **given: start(path, *options, **given)


def memoise_jsonpath() -> None:
    """jsonpath_ng rebuilds its parser tables on every parse(); Step Functions parses several paths a state.

    Measured on two cores, 50 executions of ten Pass states: over 60 s without this, 2.3 s with it.
    """
    from jsonpath_ng.parser import JsonPathParser

    build, parse, known = JsonPathParser.__init__, JsonPathParser.parse, {}

    def remember_arguments(self, debug=False, lexer_class=None):
        self._arguments = (debug, lexer_class)

    def parse_once(self, string, lexer=None):
        if string not in known:
            build(self, *self._arguments)
            known[string] = parse(self, string, lexer)
        return known[string]

    JsonPathParser.__init__ = remember_arguments
    JsonPathParser.parse = parse_once


def escape_jsonata_strings() -> None:
    """A string variable is pasted between quotes as it is, so one with a quote or a line end breaks the expression."""
    from localstack.services.stepfunctions.asl.eval import states, variable_store

    def declarations(bindings) -> str:
        from localstack.services.stepfunctions.asl.utils.encoding import to_json_str

        parts = []
        for name, value in bindings.items():
            literal = json.dumps(value) if isinstance(value, str) else to_json_str(value, separators=(",", ":"))
            parts.append(f"{name}:={literal};")
        return "".join(parts)

    states.encode_jsonata_variable_declarations = declarations
    variable_store.encode_jsonata_variable_declarations = declarations


def leave_host_names_alone() -> None:
    """A state that starts an Express execution would call `sync-<host>`, which does not resolve here."""
    from botocore.config import Config
    from localstack.aws.connect import ClientFactory

    build = ClientFactory.__init__

    def without_prefix(self, *args, **kwargs):
        build(self, *args, **kwargs)
        self._config = self._config.merge(Config(inject_host_prefix=False))

    ClientFactory.__init__ = without_prefix
    from localstack.aws import connect

    for factory in (connect.connect_to, connect.connect_externally_to):
        factory._config = factory._config.merge(Config(inject_host_prefix=False))


def log_where_the_function_says() -> None:
    """A function's logging configuration may name its log group; LocalStack writes to `/aws/lambda/<name>` always."""
    from localstack.services.lambda_.invocation.execution_environment import ExecutionEnvironment

    default = ExecutionEnvironment.get_log_group_name

    def log_group(self) -> str:
        return (self.function_version.config.logging_config or {}).get("LogGroup") or default(self)

    ExecutionEnvironment.get_log_group_name = log_group


def skip_lambda_metrics() -> None:
    """Two thirds of an invocation's cost here is the CloudWatch metric about it, which nothing local reads.

    Measured on two busy cores, 20 callers of an empty function: 50 invocations a second with it, 135 without.
    """
    from localstack.services.lambda_.invocation import version_manager

    version_manager.record_cw_metric_invocation = lambda **_: None
    version_manager.record_cw_metric_error = lambda **_: None


def remember_clients() -> None:
    """Every task state assumes its role anew and builds a client for it, which costs more than the call it is for.

    Measured on two cores with `parse_definitions_once` and `collect_garbage_apart`, the first five acts of the day: 113 s
    without the three, 71 s with them.
    """
    from botocore.config import Config
    from localstack.aws.connect import ClientFactory, InternalClientFactory

    lock, known = threading.RLock(), {}

    def once(function):
        def remembered(self, *args, **wanted):
            # A session is named at random; a configuration has no equality, so it is kept for its identity to last.
            parts = [value for name, value in sorted(wanted.items()) if name != "session_name"]
            key = (function, id(self), args, *(id(part) if isinstance(part, Config) else part for part in parts))
            with lock:
                if key not in known:
                    known[key] = (function(self, *args, **wanted), self, parts)
                return known[key][0]

        return remembered

    ClientFactory.with_assumed_role = once(ClientFactory.with_assumed_role)
    InternalClientFactory.get_client = once(InternalClientFactory.get_client)


def parse_definitions_once() -> None:
    """Every execution parses its definition again; what it evaluates is still built anew from the tree."""
    from localstack.services.stepfunctions.asl.parse.asl_parser import AmazonStateLanguageParser
    from localstack.services.stepfunctions.asl.parse.preprocessor import Preprocessor

    parse, trees = AmazonStateLanguageParser.parse, {}

    def parse_once(definition: str):
        if definition in trees:
            return Preprocessor().visit(trees[definition]), trees[definition]
        program, trees[definition] = parse(definition)
        return program, trees[definition]

    AmazonStateLanguageParser.parse = staticmethod(parse_once)


def collect_garbage_apart() -> None:
    """JPype asks Python for a full collection at every collection of the JVM: half of all time, and everybody waits.

    It asks in vain while automatic collection is off; a thread collects instead, the young often and the old seldom.
    """

    def collect() -> None:
        pause = threading.Event()
        for turn in itertools.count(1):
            pause.wait(5)
            gc.collect(1 if turn % 24 else 2)

    gc.disable()
    gc.freeze()
    threading.Thread(target=collect, name="garbage-collection", daemon=True).start()


def wait_at_queues() -> None:
    """An event source mapping asks an empty queue about once a second; one that waits there is told at once."""
    from localstack.services.lambda_.event_source_mapping.pollers.poller import EmptyPollResultsException
    from localstack.services.lambda_.event_source_mapping.pollers.sqs_poller import SqsPoller

    register, poll = SqsPoller._register_client_hooks, SqsPoller.poll_events

    def wait(params, **_):
        if params.get("WaitTimeSeconds") == 0:
            params["WaitTimeSeconds"] = QUEUE_WAIT_SECONDS

    def register_and_wait(self):
        register(self)
        self.source_client.meta.events.register(
            "provide-client-params.sqs.ReceiveMessage", wait, unique_id="wait-at-queues"
        )

    def poll_again_at_once(self):
        try:
            poll(self)
        except EmptyPollResultsException:
            pass  # it has waited already

    SqsPoller._register_client_hooks = register_and_wait
    SqsPoller.poll_events = poll_again_at_once


def look_again_soon() -> None:
    """CloudFormation looks five times at once and then once a second whether a function is active."""
    from localstack.services.cloudformation.resource_provider import ResourceProviderExecutor

    deploy = ResourceProviderExecutor.deploy_loop

    def deploy_loop(self, *args, sleep_time=0.3, **kwargs):
        return deploy(self, *args, sleep_time=sleep_time, **kwargs)

    ResourceProviderExecutor.deploy_loop = deploy_loop


def read_content_types_once() -> None:
    """Twisted reads the content type of every request with Python's mail parser, and nearly all are the same."""
    from twisted.web import http

    http._parseContentType = functools.lru_cache(256)(http._parseContentType)
