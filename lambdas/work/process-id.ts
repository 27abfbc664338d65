import { createHash } from 'node:crypto';
import { ContractViolation } from '../shared/errors.ts';

/** The identity of a process within its tenant: `<process>:<businessKey>` (rule 4.1). */
export function processIdOf(process: string, businessKey: string): string {
  if (process === '' || businessKey === '') {
    throw new ContractViolation(`process "${process}" and business key "${businessKey}" must not be empty`);
  }
  return `${process}:${businessKey}`;
}

/** The process an id belongs to, such as `receiving`. */
export function processNameOf(processId: string): string {
  const [process = ''] = processId.split(':', 1);
  return process;
}

/**
 * The natural key of a process that takes several identifiers to name: `<part>/<part>`. A slash within a part is written
 * `%2F`; no identifier holds a percent sign, so two lists of parts never give one key.
 */
export function businessKeyOf(...parts: readonly [string, ...string[]]): string {
  return parts.map((part) => part.replaceAll('/', '%2F')).join('/');
}

/** The identifiers a business key was made of: the opposite of `businessKeyOf`. */
export function partsOf(businessKey: string): string[] {
  return businessKey.split('/').map(decodeURIComponent);
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
