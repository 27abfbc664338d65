import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';

/** Service name and namespace come from the POWERTOOLS_* variables each function gets from its stack. */
export const logger = new Logger();
export const metrics = new Metrics();
