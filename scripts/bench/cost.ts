/**
 * What AWS would charge, estimated from what was counted. On-demand list prices in US dollars, us-east-1: Step Functions,
 * Lambda on arm64, DynamoDB, EventBridge, SQS and S3 pricing pages as of 2026. No free tier, logs, metrics, alarms,
 * storage or transfer.
 */
export const prices = {
  /** A Standard state transition; a retry is one too. */
  transition: 25 / 1e6,
  expressRequest: 1 / 1e6,
  expressGigabyteSecond: 0.00001667,
  lambdaRequest: 0.2 / 1e6,
  lambdaGigabyteSecond: 0.0000133334,
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  /** A custom event of up to 64 KB put on the bus. */
  busEvent: 1 / 1e6,
  queueRequest: 0.4 / 1e6,
  objectWrite: 5 / 1e6,
  objectRead: 0.4 / 1e6,
} as const;

/** What was used, in the units that are charged. */
export type Usage = Readonly<Record<keyof typeof prices, number>>;

export interface Cost {
  readonly stepFunctions: number;
  readonly lambda: number;
  readonly dynamoDb: number;
  readonly eventBridge: number;
  readonly sqs: number;
  readonly s3: number;
  readonly total: number;
}

/** Dollars of one process, by service. */
export function costOf(usage: Partial<Usage>): Cost {
  const sum = (...units: readonly (keyof Usage)[]) =>
    units.reduce((total, unit) => total + (usage[unit] ?? 0) * prices[unit], 0);
  const services = {
    stepFunctions: sum('transition', 'expressRequest', 'expressGigabyteSecond'),
    lambda: sum('lambdaRequest', 'lambdaGigabyteSecond'),
    dynamoDb: sum('writeUnit', 'readUnit'),
    eventBridge: sum('busEvent'),
    sqs: sum('queueRequest'),
    s3: sum('objectWrite', 'objectRead'),
  };
  return { ...services, total: Object.values(services).reduce((total, dollars) => total + dollars, 0) };
}

const EXPRESS_MEMORY_GB = 64 / 1024;

/** Gigabyte-seconds of one Express execution: 64 MB, its time rounded up to 100 milliseconds. */
export function expressGigabyteSeconds(milliseconds: number): number {
  return (Math.ceil(milliseconds / 100) / 10) * EXPRESS_MEMORY_GB;
}

/** Gigabyte-seconds of function calls that each take so long at so much memory. */
export function lambdaGigabyteSeconds(calls: number, milliseconds: number, megabytes: number): number {
  return (calls * milliseconds * megabytes) / (1000 * 1024);
}
