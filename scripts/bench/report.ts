import os from 'node:os';
import Table from 'cli-table3';
import { keepsTarget, type Measured, type Row } from './figure.ts';

/** What it was measured on, and how busy that was: `2 cores (AMD EPYC), 25 GB, Node.js v24.21.0, linux x64, load 0.3`. */
export function machineLine(): string {
  const cpus = os.cpus();
  const load = (os.loadavg()[0] ?? 0).toFixed(1);
  const gigabytes = Math.round(os.totalmem() / 1e9);
  const model = cpus[0]?.model.trim() || 'unknown processor';
  return `${cpus.length} cores (${model}), ${gigabytes} GB, Node.js ${process.version}, ${process.platform} ${process.arch}, load ${load}`;
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

/** For docs/figures.md: the section of a figure, which says when and on what it was measured. */
export function markdown({ figure, rows }: Measured, when: string, machine: string): string {
  return [
    `### ${figure.title}`,
    '',
    `${figure.how} Again: \`npm run bench -- ${figure.name}\`. Measured on ${when} with ${machine}.`,
    '',
    '| what | measured | target | | beside it |',
    '|---|---:|---:|---|---|',
    ...rows.map((row) => `| ${cellsOf(row).map(escaped).join(' | ')} |`),
  ].join('\n');
}

/**
 * The page with the section of one figure replaced: what stands between `<!-- begin <name> -->` and `<!-- end <name> -->`.
 * Everything else there is written by hand. Raises when the page has no such lines.
 */
export function withSection(page: string, name: string, section: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) {
    throw new Error(
      `docs/figures.md has no place for ${name}: put the lines ${begin} and ${end} back into it`,
    );
  }
  return `${page.slice(0, from + begin.length)}\n${section}\n${page.slice(to)}`;
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

/** A bar would end the cell of a table. */
function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** Three digits that mean something: 1234, 12.3, 0.0123. */
function rounded(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
