"""First uses that cost seconds, done before anybody waits for them: the JSONata engine, DynamoDB, one execution."""

import json
import threading

ACCOUNT = "000000000001"  # nobody's account, so that nothing of the warm-up is ever listed
REGION = "us-east-1"
MACHINE = {
    "QueryLanguage": "JSONata",
    "StartAt": "Decide",
    "States": {
        "Decide": {"Type": "Pass", "Assign": {"text": "{% 'warm' %}"}, "Next": "Finish"},
        "Finish": {"Type": "Succeed", "Output": "{% $text & $string(1 + 1) %}"},
    },
}


def warm_up_all() -> None:
    jobs = [threading.Thread(target=job, daemon=True) for job in (_start_jvm, _start_dynamodb)]
    for job in jobs:
        job.start()
    _start_services()
    for job in jobs:
        job.join()
    _run_one_execution()


def _client():
    from localstack.aws.connect import connect_to

    return connect_to(aws_access_key_id=ACCOUNT, aws_secret_access_key="-", region_name=REGION)


def _start_jvm() -> None:
    from localstack.services.stepfunctions.asl.jsonata.jsonata import eval_jsonata_expression

    eval_jsonata_expression("1 + 1")


def _start_dynamodb() -> None:
    _client().dynamodb.list_tables()


def _start_services() -> None:
    _client().stepfunctions.list_state_machines()
    getattr(_client(), "lambda").list_functions()


def _run_one_execution() -> None:
    machines = _client().stepfunctions
    arn = machines.create_state_machine(
        name="warm-up", type="EXPRESS", definition=json.dumps(MACHINE), roleArn=f"arn:aws:iam::{ACCOUNT}:role/none"
    )["stateMachineArn"]
    machines.start_sync_execution(stateMachineArn=arn, input="{}")
    machines.delete_state_machine(stateMachineArn=arn)
