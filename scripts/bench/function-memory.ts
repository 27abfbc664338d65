import { readdir, readFile } from 'node:fs/promises';

/**
 * The most memory each function's processes ever held, in bytes, by function name: those that descend from a LocalStack
 * and live now. Reads /proc, so it knows nothing anywhere but on Linux.
 */
export async function peaksOf(localStack: number | undefined): Promise<ReadonlyMap<string, number>> {
  const peaks = new Map<string, number>();
  const parents = new Map<number, number>();
  const functions = new Map<number, { name: string; peak: number }>();
  for (const entry of await readdir('/proc').catch(() => [])) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const [status, environment] = await Promise.all(
      [`/proc/${pid}/status`, `/proc/${pid}/environ`].map((file) => readFile(file, 'utf8').catch(() => '')),
    );
    parents.set(pid, Number(/^PPid:\s+(\d+)/m.exec(status ?? '')?.[1] ?? 0));
    const name = /(?:^|\0)AWS_LAMBDA_FUNCTION_NAME=([^\0]+)/.exec(environment ?? '')?.[1];
    const peak = Number(/^VmHWM:\s+(\d+) kB/m.exec(status ?? '')?.[1] ?? 0) * 1024;
    if (name !== undefined) functions.set(pid, { name, peak });
  }
  const belongs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === localStack || (parent > 1 && belongs(parent)));
  };
  for (const [pid, { name, peak }] of functions)
    if (belongs(pid)) peaks.set(name, Math.max(peaks.get(name) ?? 0, peak));
  return peaks;
}
