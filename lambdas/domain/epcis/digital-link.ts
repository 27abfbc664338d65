import { checkDigitOf } from '../check-digit.ts';

/**
 * GS1 identifiers in the one spelling the event hash uses (CBV 2.0, section 8.9.2): a GS1 Digital Link on id.gs1.org, of
 * the finest level it names, without attributes. EPC URNs (EPC Tag Data Standard, section 6) say where the company prefix
 * ends; a link does not, so this way only ever goes from URN to link.
 */

const HOST = 'https://id.gs1.org';
const SERIAL = `((?:%[0-9A-Fa-f]{2}|[!')(*+,.0-9:;=A-Za-z_-])+)`;
const DIGITS = String.raw`(\d{6,12})\.(\d*)`;

type Render = (prefix: string, reference: string, ...more: string[]) => string;
interface UrnScheme {
  readonly pattern: RegExp;
  /** Digits of prefix and reference together; absent where the reference is text. */
  readonly digits?: number;
  readonly render: Render;
}

/** The indicator or extension digit stands first in the reference of a URN and first of all in the key. */
const leading: Render = (prefix, reference) =>
  withCheck(`${reference.slice(0, 1)}${prefix}${reference.slice(1)}`);
const plain: Render = (prefix, reference) => withCheck(prefix + reference);

const urn = (rest: string) => new RegExp(`^urn:epc:${rest}$`);
const numbered = (name: string, digits: number, rest: string, render: Render): UrnScheme => ({
  pattern: urn(`${name}:${DIGITS}${rest}`),
  digits,
  render,
});
const serial = `\\.${SERIAL}`;
const any = String.raw`\.\*`;

const URNS: readonly UrnScheme[] = [
  numbered('id:sgtin', 13, serial, (p, r, s = '') => `/01/${leading(p, r)}/21/${escaped(s)}`),
  numbered('class:lgtin', 13, serial, (p, r, lot = '') => `/01/${leading(p, r)}/10/${escaped(lot)}`),
  numbered('idpat:sgtin', 13, any, (p, r) => `/01/${leading(p, r)}`),
  numbered('id:upui', 13, serial, (p, r, s = '') => `/01/${leading(p, r)}/235/${escaped(s)}`),
  numbered('idpat:upui', 13, any, (p, r) => `/01/${leading(p, r)}`),
  numbered(
    'id:itip',
    13,
    String.raw`\.(\d\d)\.(\d\d)\.${SERIAL}`,
    (p, r, piece = '', total = '', s = '') => `/8006/${leading(p, r)}${piece}${total}/21/${escaped(s)}`,
  ),
  numbered(
    'idpat:itip',
    13,
    String.raw`\.(\d\d)\.(\d\d)\.\*`,
    (p, r, piece = '', total = '') => `/8006/${leading(p, r)}${piece}${total}`,
  ),
  numbered('id:sscc', 17, '', (p, r) => `/00/${leading(p, r)}`),
  numbered(
    'id:sgln',
    12,
    serial,
    (p, r, extension = '') => `/414/${plain(p, r)}${extension === '0' ? '' : `/254/${escaped(extension)}`}`,
  ),
  numbered('id:pgln', 12, '', (p, r) => `/417/${plain(p, r)}`),
  numbered('id:grai', 12, serial, (p, r, s = '') => `/8003/${withCheck(`0${p}${r}`)}${escaped(s)}`),
  numbered('idpat:grai', 12, any, (p, r) => `/8003/${withCheck(`0${p}${r}`)}`),
  numbered('id:gdti', 12, serial, (p, r, s = '') => `/253/${plain(p, r)}${escaped(s)}`),
  numbered('idpat:gdti', 12, any, (p, r) => `/253/${plain(p, r)}`),
  numbered('id:sgcn', 12, String.raw`\.(\d{1,12})`, (p, r, s = '') => `/255/${plain(p, r)}${s}`),
  numbered('idpat:sgcn', 12, any, (p, r) => `/255/${plain(p, r)}`),
  numbered('id:gsrn', 17, '', (p, r) => `/8018/${plain(p, r)}`),
  numbered('id:gsrnp', 17, '', (p, r) => `/8017/${plain(p, r)}`),
  numbered('id:gsin', 16, '', (p, r) => `/402/${plain(p, r)}`),
  { pattern: urn(String.raw`id:giai:(\d{6,12})\.${SERIAL}`), render: (p, r) => `/8004/${p}${escaped(r)}` },
  { pattern: urn(String.raw`id:ginc:(\d{6,12})\.${SERIAL}`), render: (p, r) => `/401/${p}${escaped(r)}` },
  {
    pattern: urn(String.raw`id:cpi:(\d{6,12})\.((?:%[0-9A-Fa-f]{2}|[0-9A-Z-])+)\.(\d{1,12})`),
    render: (p, r, s = '') => `/8010/${p}${escaped(r)}/8011/${s}`,
  },
  {
    pattern: urn(String.raw`idpat:cpi:(\d{6,12})\.((?:%[0-9A-Fa-f]{2}|[0-9A-Z-])+)\.\*`),
    render: (p, r) => `/8010/${p}${escaped(r)}`,
  },
];

/** Short names of application identifiers in a link, as GS1 Digital Link 1.1 allowed them. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  gtin: '01',
  itip: '8006',
  cpid: '8010',
  gln: '414',
  party: '417',
  gsrnp: '8017',
  gsrn: '8018',
  gcn: '255',
  sscc: '00',
  gdti: '253',
  ginc: '401',
  gsin: '402',
  grai: '8003',
  giai: '8004',
  cpv: '22',
  lot: '10',
  ser: '21',
};

const VALUE = String.raw`["'\-.0-9;-?A-Z_a-z]`;
/** What a link may look like when all is done: the key and its one finest qualifier. */
const LINKS = new RegExp(
  String.raw`^/(?:00/\d{18}|01/\d{14}(?:/(?:21|10)/${VALUE}{0,20}|/235/${VALUE}{0,28})?|253/\d{13}${VALUE}{0,17}|255/\d{13,25}|401/${VALUE}{0,30}|402/\d{17}|414/\d{13}(?:/254/${VALUE}{0,20})?|417/\d{13}|8003/\d{14}${VALUE}{0,16}|8004/${VALUE}{0,30}|8006/\d{18}(?:/(?:21|10)/${VALUE}{0,20})?|8010/[#\-/0-9A-Z]{0,30}?(?:/8011/\d{0,12})?|801[78]/\d{18})$`,
);
const KEYS = new Set(Object.values(SHORT_NAMES).filter((ai) => !['22', '10', '21'].includes(ai)));

/** A URI of a GS1 identifier in the hash's spelling; `undefined` for anything that is none. */
export function canonicalLink(uri: string): string | undefined {
  if (uri.startsWith('urn:epc:')) return linkOfUrn(uri);
  return /^https?:\/\//.test(uri) ? linkOfLink(uri) : undefined;
}

function linkOfUrn(uri: string): string | undefined {
  for (const { pattern, digits, render } of URNS) {
    const [, prefix, reference, ...more] = pattern.exec(uri) ?? [];
    if (prefix === undefined || reference === undefined) continue;
    if (digits !== undefined && prefix.length + reference.length !== digits) continue;
    return `${HOST}${render(prefix, reference, ...more)}`;
  }
  return undefined;
}

function linkOfLink(uri: string): string | undefined {
  const [address = ''] = uri.split('?');
  const [, rest = ''] = /^https?:\/\/[^/]*\/(.*)$/s.exec(address) ?? [];
  const parts = rest.split('/').map((part) => SHORT_NAMES[part] ?? part);
  const at = parts.findIndex((part, index) => KEYS.has(part) && /^\d{4}./.test(parts[index + 1] ?? ''));
  if (at < 0) return undefined;
  const [ai = '', key = '', ...qualifiers] = parts.slice(at);
  const value = ai === '01' && /^(\d{8}|\d{12,14})$/.test(key) ? key.padStart(14, '0') : key;
  const link = `/${[ai, value, ...finest(ai, qualifiers)].join('/')}`;
  return LINKS.test(link) ? `${HOST}${link}` : undefined;
}

/** Of an item's qualifiers the variant says nothing of identity, and a serial number makes the lot superfluous. */
function finest(ai: string, qualifiers: readonly string[]): readonly string[] {
  if (ai !== '01' && ai !== '8006') return qualifiers;
  const rest = qualifiers[0] === '22' ? qualifiers.slice(2) : qualifiers;
  return rest[0] === '10' && rest[2] === '21' ? rest.slice(2) : rest;
}

function withCheck(body: string): string {
  return `${body}${checkDigitOf(body)}`;
}

/** Symbols EPC URNs allow and GS1 Digital Link has percent-encoded (GS1 Digital Link, table 7-1). */
function escaped(text: string): string {
  return text.replace(
    /[!()*+,:]/g,
    (symbol) => `%${symbol.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
