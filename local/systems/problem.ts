import { STATUS_CODES } from 'node:http';

/** An answer that is not what the caller wanted, as RFC 9457 problem details. */
export class Problem extends Error {
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
  }
}

export function problemBody(status: number, detail: string) {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail };
}
