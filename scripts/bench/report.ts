import os from 'node:os';
import Table from 'cli-table3';
import { keepsTarget, type Measured, type Row } from './figure.ts';

/** The measured block of docs/figures.md stands between these lines; everything else there is written by hand. */
const BEGIN = '<!-- measured by `npm run bench -- --record` -->';
const END = '<!-- end of what was measured -->';

/** What it was measured on, for example `2 cores (Intel Xeon), 24 GB, Node.js v24.21.0, linux x64`. */
export function machineLine(): string {
  const cpus = os.cpus();
  const gigabytes = Math.round(os.totalmem() / 1e9);
  const model = cpus[0]?.model.trim() || 'unknown processor';
  return `${cpus.length} cores (${model}), ${gigabytes} GB, Node.js ${process.version}, ${process.platform} ${process.arch}`;
}

/** For a terminal: one table per figure. */
export function render({ figure, rows }: Measured): string {
  const table = new Table({
    style: { head: [], border: [], compact: true },
    head: ['what', 'measured', 'target', '', 'beside it'],
  });
  for (const row of rows) table.push(cellsOf(row));
  return `\n${figure.title}\n${figure.how}\n${table.toString()}`;
}

/** For docs/figures.md: one section per figure. */
export function markdown(measured: readonly Measured[], when: string, machine: string): string {
  const sections = measured.map(({ figure, rows }) =>
    [
      `### ${figure.title}`,
      '',
      `${figure.how} Again: \`npm run bench -- ${figure.name}\`.`,
      '',
      '| what | measured | target | | beside it |',
      '|---|---:|---:|---|---|',
      ...rows.map((row) => `| ${cellsOf(row).join(' | ')} |`),
    ].join('\n'),
  );
  return [`Measured on ${when} with ${machine}.`, ...sections].join('\n\n');
}

/** The page with its measured block replaced. Raises when the page has no such block. */
export function withMeasured(page: string, block: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) {
    throw new Error(`docs/figures.md has no measured block: put the lines ${BEGIN} and ${END} back into it`);
  }
  return `${page.slice(0, begin + BEGIN.length)}\n${block}\n${page.slice(end)}`;
}

function cellsOf(row: Row): string[] {
  return [row.what, numberOf(row), targetOf(row), verdictOf(row), row.detail ?? ''];
}

function numberOf({ value, unit }: Row): string {
  return `${rounded(value)}${unit === '' ? '' : ` ${unit}`}`;
}

function targetOf({ atMost, atLeast, unit }: Row): string {
  const limit = atMost ?? atLeast;
  if (limit === undefined) return '';
  return `${atMost === undefined ? '≥' : '≤'} ${rounded(limit)}${unit === '' ? '' : ` ${unit}`}`;
}

function verdictOf(row: Row): string {
  const kept = keepsTarget(row);
  return kept === undefined ? '' : kept ? 'PASS' : 'over';
}

/** Three digits that mean something: 1234, 12.3, 0.0123. */
function rounded(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
