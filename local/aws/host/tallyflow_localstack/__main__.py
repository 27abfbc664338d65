"""`python -m tallyflow_localstack`: prepares this host, then becomes LocalStack.

The caller gives the place and the port in the environment (see `local/aws/localstack.ts`):
TALLYFLOW_AWS_HOME, TALLYFLOW_AWS_PORT, TALLYFLOW_LIBRARIES, TALLYFLOW_NODE and TALLYFLOW_LIFELINE.
"""

import os

from tallyflow_localstack.guard import start_guard

# First of all, while this process has one thread and little memory to copy.
start_guard(lifeline=os.environ.get("TALLYFLOW_LIFELINE") == "stdin")

from tallyflow_localstack.shims import apply_shims  # noqa: E402
from tallyflow_localstack.settings import apply_settings  # noqa: E402

apply_shims()
apply_settings()

from localstack import config  # noqa: E402
from localstack.runtime.main import main  # noqa: E402

# Where LocalStack looks for the index of services that the installation has built.
config.dirs.static_libs = os.environ["TALLYFLOW_LIBRARIES"]

main()
