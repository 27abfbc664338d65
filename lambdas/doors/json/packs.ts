import type { Finding } from '../../../events/inbound.ts';
import { parseExact } from '../exact.ts';
import { bareSscc, keyFinding } from '../fields.ts';
import { finding } from '../findings.ts';
import type { DoorContext, PackContent } from '../notice.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads `[{ sscc, contents: [{ line, quantity }] }]` into what each line has in which pack. */
export function readPacks(
  packs: unknown,
  path: string,
  context: DoorContext,
): { readonly byLine: ReadonlyMap<number, readonly PackContent[]>; readonly findings: readonly Finding[] } {
  const byLine = new Map<number, PackContent[]>();
  const findings: Finding[] = [];
  if (packs === undefined) return { byLine, findings };
  const refuse = (field: string, value: unknown, message: string) =>
    findings.push(
      finding(
        'FIELD_INVALID',
        'reject',
        { scope: 'pack', field, value: JSON.stringify(value) ?? '' },
        message,
      ),
    );
  if (!Array.isArray(packs)) {
    refuse(path, packs, `${path} must be a list of packs`);
    return { byLine, findings };
  }
  for (const [index, pack] of packs.entries()) {
    const at = `${path}[${index}]`;
    if (!isObject(pack) || typeof pack.sscc !== 'string' || !Array.isArray(pack.contents)) {
      refuse(at, pack, `${at} must have an sscc and a list of contents`);
      continue;
    }
    const sscc = bareSscc(pack.sscc);
    const wrong = keyFinding('sscc', { scope: 'pack', field: 'sscc', value: sscc }, at, context);
    if (wrong) findings.push(wrong);
    for (const [position, content] of pack.contents.entries()) {
      const read = readContent(content);
      if (!read) {
        const where = `${at}.contents[${position}]`;
        refuse(where, content, `${where} must have a line number and a quantity above 0, decimals as a text`);
        continue;
      }
      const held = byLine.get(read.line) ?? [];
      held.push({ sscc, ...read.amount });
      byLine.set(read.line, held);
    }
  }
  return { byLine, findings };
}

function readContent(
  content: unknown,
): { line: number; amount: { value: number; scale: number } } | undefined {
  if (!isObject(content)) return undefined;
  const { line, quantity } = content;
  if (typeof line !== 'number' || !Number.isSafeInteger(line)) return undefined;
  if (typeof quantity !== 'string' && !Number.isSafeInteger(quantity)) return undefined;
  const amount = parseExact(String(quantity));
  return amount && amount.value > 0 ? { line, amount } : undefined;
}
