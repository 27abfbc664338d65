import { createHash } from 'node:crypto';
import { ContractViolation } from '../shared/errors.ts';

/** The identity of a process within its tenant: `<process>:<businessKey>` (rule 4.1). */
export function processIdOf(process: string, businessKey: string): string {
  if (process === '' || businessKey === '') {
    throw new ContractViolation(`process "${process}" and business key "${businessKey}" must not be empty`);
  }
  return `${process}:${businessKey}`;
}

/**
 * The name of the execution that runs a generation of a process: deterministic, so starting it twice is starting it once
 * (rule 4.1). `<process>-<first 32 hex of SHA-256(tenant|process|businessKey|generation)>`, at most 80 characters.
 */
export function executionName(
  tenantId: string,
  process: string,
  businessKey: string,
  generation: number,
): string {
  const digest = createHash('sha256')
    .update([tenantId, process, businessKey, generation].join('|'))
    .digest('hex')
    .slice(0, 32);
  const name = `${process}-${digest}`;
  if (name.length > 80)
    throw new ContractViolation(
      `process "${process}" is ${process.length} characters long: at most 47 fit an execution name`,
    );
  return name;
}
