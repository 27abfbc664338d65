import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process started, in a form that differs for every other process that ever had its id: ids are used again, and
 * a process that merely has the id of ours must never be killed. Undefined when there is no such process.
 */
export function processStart(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      const start = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
      return start && `${boot}/${start}`;
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The start time in Linux's `/proc/<pid>/stat`; a zombie counts as gone. */
export function parseStat(stat: string): string | undefined {
  // The command name comes second, in parentheses, and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

export function isProcessAlive(pid: number): boolean {
  return processStart(pid) !== undefined;
}
