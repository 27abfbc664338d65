"""Changes to LocalStack 2026.3.0 in memory; each says what it mends."""

import json
import os


def keep_children_in_our_group() -> None:
    """LocalStack gives each server a session of its own, where it would outlive a LocalStack that is killed."""
    from localstack.utils import run

    run.is_linux = run.is_mac_os = lambda: False


def answer_installers() -> None:
    """Its installers fetch from hosts a locked-down network does not reach; what they want is here already."""
    from localstack.packages.java import JavaPackageInstaller
    from localstack.services.dynamodb.packages import DynamoDBLocalPackageInstaller
    from localstack.services.kinesis.packages import KinesisMockNodePackageInstaller
    from localstack.services.stepfunctions.packages import JSONataPackageInstaller

    java_home, libraries = os.environ["JAVA_HOME"], os.environ["TALLYFLOW_LIBRARIES"]
    kinesis = os.environ["TALLYFLOW_KINESIS"]
    for installer, folder in (
        (JavaPackageInstaller, java_home),
        (DynamoDBLocalPackageInstaller, os.path.join(libraries, "dynamodb")),
        (JSONataPackageInstaller, os.path.join(libraries, "jsonata")),
        (KinesisMockNodePackageInstaller, os.path.dirname(kinesis)),
    ):
        installer.is_installed = lambda self: True
        installer.get_installed_dir = lambda self, folder=folder: folder
    JavaPackageInstaller.get_java_home = lambda self: java_home
    KinesisMockNodePackageInstaller.get_executable_path = lambda self: kinesis


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
    """Java 25 warns in the log about native code, which is how JPype, its host in this process, works."""
    import jpype

    start = jpype.startJVM
    jpype.startJVM = lambda path, **options: start(path, "--enable-native-access=ALL-UNNAMED", **options)


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
