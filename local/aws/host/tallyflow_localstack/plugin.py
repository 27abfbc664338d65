"""LocalStack plugins: the process executor for Lambda, host tools in place of downloads, and the warm-up."""

import logging
import os

from localstack.runtime import hooks
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin

LOG = logging.getLogger(__name__)


class ProcessRuntimeExecutorPlugin(RuntimeExecutorPlugin):
    name = "process"

    def load(self, *args, **kwargs):
        from tallyflow_localstack.executor import ProcessRuntimeExecutor

        return ProcessRuntimeExecutor


@hooks.on_infra_start()
def prepare():
    from tallyflow_localstack import patches

    patches.keep_children_in_our_group()
    patches.answer_installers()
    patches.run_dynamodb_from_jars()
    patches.quieten_the_jvm()
    patches.memoise_jsonpath()
    patches.escape_jsonata_strings()
    patches.leave_host_names_alone()
    patches.log_where_the_function_says()
    patches.skip_lambda_metrics()
    patches.remember_clients()
    patches.parse_definitions_once()
    patches.wait_at_queues()
    patches.look_again_soon()
    patches.read_content_types_once()


@hooks.on_infra_ready()
def warm_up():
    """Runs before LocalStack says it is ready, so that the first real use finds everything started."""
    from tallyflow_localstack.patches import collect_garbage_apart
    from tallyflow_localstack.warmup import warm_up_all

    try:
        warm_up_all()
    except Exception as error:  # a cold start is slower, not wrong
        LOG.warning("Warm-up stopped early: %s: %s", type(error).__name__, error)
    collect_garbage_apart()
    with open(os.path.join(os.environ["TALLYFLOW_AWS_HOME"], "ready"), "w") as file:
        file.write(f"{os.getpid()}\n")
