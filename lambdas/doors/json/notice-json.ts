import type { Finding } from '../../../events/inbound.ts';
import { assembleFile, refuseFile, repeatedNotice } from '../assemble.ts';
import { HEADER_FIELDS, LINE_FIELDS, type RawRecord, readHeader, readLine, withPacks } from '../fields.ts';
import { FindingList, finding } from '../findings.ts';
import { type AnnouncedLine, type DoorContext, LIMITS, type ParsedFile, type ReadNotice } from '../notice.ts';
import { NoticeTally } from '../tally.ts';
import { isObject, type JsonObject, readPacks } from './packs.ts';

/**
 * Ship notices as JSON: one notice, or `{ "notices": [ … ] }`. A notice is its header fields, `lines` and, where packs
 * hold parts of lines, `packs`. Numbers are whole; a quantity with decimals is a text, because JSON numbers are floating
 * point by the time anybody reads them.
 */
export function parseJson(text: string, context: DoorContext): ParsedFile {
  const refuse = (code: string, field: string, message: string) =>
    refuseFile('json', finding(code, 'reject', { field, value: '' }, message));
  let root: unknown;
  try {
    root = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return refuse(
      'FILE_FORMAT',
      '(file)',
      `the file is not whole JSON: ${(error as Error).message}; send it again`,
    );
  }
  const notices = isObject(root) && 'notices' in root ? root.notices : [root];
  if (!Array.isArray(notices) || notices.length === 0) {
    return refuse('FILE_FORMAT', 'notices', 'notices must be a list with at least one notice');
  }
  if (notices.length > LIMITS.notices) {
    return refuse('FILE_TOO_LARGE', 'notices', `a file holds at most ${LIMITS.notices} notices; split it`);
  }
  const path = (index: number) =>
    notices.length > 1 || root !== notices[0] ? `notices[${index}]` : 'notice';
  const seen = new Set<string>();
  const read = notices.map((notice, index) => readNotice(notice, path(index), context, seen));
  return assembleFile('json', read, []);
}

function readNotice(notice: unknown, path: string, context: DoorContext, seen: Set<string>): ReadNotice {
  const findings = new FindingList();
  if (!isObject(notice) || !Array.isArray(notice.lines)) {
    findings.add(
      finding(
        'FILE_FORMAT',
        'reject',
        { field: `${path}.lines`, value: '' },
        `${path} must be an object with a list of lines`,
      ),
    );
    return { asnId: undefined, findings: findings.all(), lineCount: 0, notice: undefined };
  }
  const raw = recordOf(notice, HEADER_FIELDS, ['lines', 'packs'], path);
  findings.add(...raw.findings);
  const { header, faults } = readHeader(raw.record, context, { format: 'json' });
  findings.add(...faults.map((fault) => fault.finding));
  const asnId = raw.record.get('asnId');
  if (asnId && seen.has(asnId)) findings.add(repeatedNotice(asnId, `${path}.asnId`));
  if (asnId) seen.add(asnId);
  const packs = readPacks(notice.packs, `${path}.packs`, context);
  findings.add(...packs.findings);

  const tally = new NoticeTally();
  const packed = (announced: AnnouncedLine) => {
    const held = packs.byLine.get(announced.line.line);
    return held ? withPacks(announced, held) : announced;
  };
  const readAt = (index: number) => {
    const place = `${path}.lines[${index}]`;
    const line: unknown = (notice.lines as readonly unknown[])[index];
    const fields = recordOf(isObject(line) ? line : {}, LINE_FIELDS, [], place);
    const { announced, faults } = readLine(fields.record, index + 1, context);
    return {
      place,
      announced: announced && packed(announced),
      found: [...fields.findings, ...faults.map((one) => one.finding)],
    };
  };
  const lines = new Set<number>();
  for (let index = 0; index < notice.lines.length; index++) {
    const { place, announced, found } = readAt(index);
    findings.add(...found);
    lines.add(announced?.line.line ?? index + 1);
    if (announced) findings.add(...tally.add(announced, place));
    else tally.addUnreadable();
  }
  for (const line of packs.byLine.keys()) {
    if (lines.has(line)) continue;
    const at = { scope: 'pack', line, field: `${path}.packs`, value: String(line) } as const;
    findings.add(
      finding(
        'V10',
        'reject',
        at,
        `${path}.packs: a pack holds line ${line}, which the notice does not have`,
      ),
    );
  }
  const { lineCount, hashTotal } = header?.data.control ?? {};
  const totals = {
    ...(lineCount !== undefined && { lineCount: { stated: lineCount, name: `${path}.controlLineCount` } }),
    ...(hashTotal !== undefined && { hashTotal: { stated: hashTotal, name: `${path}.controlHashTotal` } }),
  };
  findings.add(...tally.close(totals, header?.data.purpose ?? 'original'));
  const found = findings.all();
  const count = notice.lines.length;
  return {
    asnId,
    findings: found,
    lineCount: count,
    notice:
      header && !findings.refused
        ? {
            site: header.site,
            data: { ...header.data, poIds: [...tally.poIds], findings: [...found] },
            test: false,
            lineCount: count,
            lines: function* () {
              // The first reading found no fault in these lines, so each of them is announced.
              for (let index = 0; index < count; index++) {
                const { announced } = readAt(index);
                if (announced) yield announced;
              }
            },
          }
        : undefined,
  };
}

/** An object's fields as text, with what cannot be one of them. */
function recordOf<Field extends string>(
  object: JsonObject,
  fields: readonly Field[],
  others: readonly string[],
  path: string,
): { readonly record: RawRecord<Field>; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(object)) {
    const at = { field: `${path}.${key}`, value: JSON.stringify(value) ?? '' };
    if (!(fields as readonly string[]).includes(key)) {
      if (others.includes(key)) continue;
      const message = `${path} has a field "${key}" nobody reads; fields are ${[...fields, ...others].join(', ')}`;
      findings.push(finding('FIELD_UNKNOWN', 'warn', at, message));
    } else if (typeof value === 'string') texts.set(key, value.trim());
    else if (Number.isSafeInteger(value)) texts.set(key, String(value));
    else if (value !== null) {
      const message = `${at.field} must be a text or a whole number; write a number with decimals as a text, "12.5"`;
      findings.push(finding('FIELD_INVALID', 'reject', at, message));
    }
  }
  return {
    record: { get: (field) => texts.get(field), name: (field) => `${path}.${field}`, place: path },
    findings,
  };
}
