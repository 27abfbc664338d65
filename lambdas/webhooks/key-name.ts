import { readEnvironment } from '../shared/environment.ts';
import { ContractViolation } from '../shared/errors.ts';

/** The name of the secret all webhook secrets of the stage follow from. Raises ContractViolation where it is not set. */
export function webhookKeyName(): string {
  const { WEBHOOK_KEY } = readEnvironment(process.env);
  if (WEBHOOK_KEY) return WEBHOOK_KEY;
  throw new ContractViolation(
    'environment variable WEBHOOK_KEY is not set: give the function `webhookKey` access in lib/kernel.ts',
  );
}
