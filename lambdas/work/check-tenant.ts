import type { z } from 'zod/mini';
import { ACCEPTED } from '../../events/from-outside.ts';
import { approvalTier } from '../domain/approval.ts';
import { contrastOf, LEAST_CONTRAST } from '../domain/branding.ts';
import { faultOfKey } from '../domain/check-digit.ts';
import type { CsvFormat } from '../domain/csv-files.ts';
import { EVERY, holds } from '../domain/grants.ts';
import { type Role, TenantDocument } from '../domain/tenant.ts';
import { repeatedNames } from '../domain/tenant-diff.ts';
import { expectationOf, valueAt } from '../shared/parse.ts';

/** A document as a whole: its shape, and what its parts say of each other. Everything that is wrong is told at once. */

export interface Problem {
  readonly field: string;
  readonly value: unknown;
  readonly remedy: string;
}

/** What the product has, as far as a document names it. */
export interface Known {
  /** By process, the systems it calls. */
  readonly systemsOf: ReadonlyMap<string, readonly string[]>;
  readonly systems: readonly string[];
  /** Canonical names a column map may give headers for. */
  readonly csvFields: readonly string[];
  /** Those of CSV files that hold something else. */
  readonly csvFieldsOf: (format: CsvFormat) => readonly string[];
}

export interface Checked {
  /** Present when the shape is right; `problems` may still say that its parts do not fit. */
  readonly document?: TenantDocument;
  readonly problems: readonly Problem[];
}

export function checkDocument(raw: unknown, known: Known): Checked {
  const parsed = TenantDocument.safeParse(raw);
  const placeholders = placeholdersIn('', raw);
  if (!parsed.success) return { problems: [...shapeProblems(raw, parsed.error.issues), ...placeholders] };
  const document = parsed.data;
  const checks = [
    siteChecks,
    systemChecks,
    partnerChecks,
    memberChecks,
    issuerChecks,
    cutoverChecks,
    approvalChecks,
    brandChecks,
  ];
  return {
    document,
    problems: [
      ...unknownFields('', raw, document),
      ...placeholders,
      ...repeatedNames(document).map((field) => problem(field, 'twice', 'name each once')),
      ...checks.flatMap((check) => check(document, known)),
    ],
  };
}

const problem = (field: string, value: unknown, remedy: string): Problem => ({ field, value, remedy });

/** A name that must be one of a list. */
function unless(isKnown: boolean, field: string, value: string, known: readonly string[]): Problem[] {
  return isKnown ? [] : [problem(field, value, `use one of: ${known.join(', ') || 'none yet'}`)];
}

function shapeProblems(raw: unknown, issues: readonly z.core.$ZodIssue[]): Problem[] {
  return issues.map((issue) =>
    problem(
      issue.path.join('.') || 'the document',
      valueAt(raw, issue.path) ?? 'missing',
      expectationOf(issue),
    ),
  );
}

/** A field the document does not know is a slip of the pen, and would be left out without a word. */
function unknownFields(field: string, raw: unknown, read: unknown): Problem[] {
  if (typeof raw !== 'object' || raw === null || typeof read !== 'object' || read === null) return [];
  return Object.entries(raw).flatMap(([name, value]) => {
    const path = field === '' ? name : `${field}.${name}`;
    if (!Object.hasOwn(read, name))
      return [problem(path, value, 'no such field: take it out, or mend its name')];
    return unknownFields(path, value, (read as Readonly<Record<string, unknown>>)[name]);
  });
}

function placeholdersIn(field: string, value: unknown): Problem[] {
  if (typeof value === 'string')
    return [...value.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) =>
      problem(field, value, `say what ${name} is, with --set ${name}=…`),
    );
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    placeholdersIn(field === '' ? name : `${field}.${name}`, part),
  );
}

function siteChecks({ sites }: TenantDocument): Problem[] {
  return sites.flatMap(({ site, gln, calendar }) => {
    const fault = faultOfKey('gln', gln);
    return [
      ...(fault === undefined ? [] : [problem(`sites[${site}].gln`, gln, fault)]),
      ...(isZone(calendar.zone)
        ? []
        : [
            problem(
              `sites[${site}].calendar.zone`,
              calendar.zone,
              'use an IANA zone such as America/New_York',
            ),
          ]),
      ...calendar.shifts.flatMap(({ from, to }, index) =>
        from < to
          ? []
          : [
              problem(
                `sites[${site}].calendar.shifts.${index}`,
                `${from} to ${to}`,
                'end a shift after it begins; one over midnight is two',
              ),
            ],
      ),
    ];
  });
}

function systemChecks({ systems }: TenantDocument, known: Known): Problem[] {
  return Object.entries(systems).flatMap(([name, { baseUrl }]) => [
    ...unless(known.systems.includes(name), `systems.${name}`, name, known.systems),
    ...(baseUrl.includes('{{') || URL.canParse(baseUrl)
      ? []
      : [problem(`systems.${name}.baseUrl`, baseUrl, 'give a whole address such as https://wms.example/v1')]),
  ]);
}

function partnerChecks(
  { partners, partnerEvents = [], clients = [], inboundWebhooks = [] }: TenantDocument,
  known: Known,
): Problem[] {
  const names = partners.map(({ partnerId }) => partnerId);
  const named = [
    ...inboundWebhooks.map(({ endpoint, partnerId }) => ({
      field: `inboundWebhooks[${endpoint}].partnerId`,
      partnerId,
    })),
    ...partnerEvents.map(({ partnerId }) => ({ field: `partnerEvents[${partnerId}].partnerId`, partnerId })),
    ...clients.map(({ clientId, partnerId }) => ({ field: `clients[${clientId}].partnerId`, partnerId })),
  ];
  return [
    ...partners.flatMap(({ partnerId, csvColumns = {} }) =>
      Object.keys(csvColumns).flatMap((field) =>
        unless(
          known.csvFields.includes(field),
          `partners[${partnerId}].csvColumns.${field}`,
          field,
          known.csvFields,
        ),
      ),
    ),
    ...inboundWebhooks.flatMap(({ endpoint, events }) =>
      events.flatMap(({ type }, index) =>
        unless(ACCEPTED.has(type), `inboundWebhooks[${endpoint}].events.${index}.type`, type, [...ACCEPTED]),
      ),
    ),
    ...partners.flatMap(({ partnerId, formats, csvFiles = [] }) =>
      csvFiles.flatMap(({ format, names: pattern, columns = {} }) => {
        const at = `partners[${partnerId}].csvFiles[${pattern}]`;
        const fields = known.csvFieldsOf(format);
        return [
          ...unless(formats.includes(format), `${at}.format`, format, formats),
          ...Object.keys(columns).flatMap((field) =>
            unless(fields.includes(field), `${at}.columns.${field}`, field, fields),
          ),
        ];
      }),
    ),
    ...named.flatMap(({ field, partnerId }) =>
      partnerId === undefined ? [] : unless(names.includes(partnerId), field, partnerId, names),
    ),
  ];
}

/** Whoever is granted something, is granted sites and processes that exist. */
function memberChecks({ members, clients = [], sites, tolerances }: TenantDocument, known: Known): Problem[] {
  const places = [EVERY, ...sites.map(({ site }) => site)];
  const processes = [EVERY, ...known.systemsOf.keys()];
  const granted = [
    ...members.map((member) => ({ field: `members[${member.userId}]`, ...member })),
    ...clients.map((client) => ({ field: `clients[${client.clientId}]`, ...client })),
  ];
  return [
    ...granted.flatMap(({ field, ...grant }) => [
      ...grant.sites.flatMap((site) => unless(places.includes(site), `${field}.sites`, site, places)),
      ...(grant.processes ?? []).flatMap((process) =>
        unless(processes.includes(process), `${field}.processes`, process, processes),
      ),
    ]),
    ...tolerances.flatMap(({ site, level }, index) =>
      site === undefined
        ? []
        : unless(places.includes(site), `tolerances.${index}.site (${level})`, site, places),
    ),
  ];
}

const THIS_MACHINE = ['127.0.0.1', '[::1]', 'localhost'];

/** Whoever can change keys on their way can be anybody: only the issuer of the local stage is reached without TLS. */
function issuerChecks({ identity }: TenantDocument): Problem[] {
  return (identity?.issuers ?? []).flatMap(({ jwksUri }, index) => {
    if (jwksUri.includes('{{')) return [];
    const url = URL.parse(jwksUri);
    const isSafe = url?.protocol === 'https:' || (url && THIS_MACHINE.includes(url.hostname));
    return isSafe
      ? []
      : [
          problem(
            `identity.issuers.${index}.jwksUri`,
            jwksUri,
            'give the https address of its public keys, such as https://login.example/jwks.json',
          ),
        ];
  });
}

/** A level is said for what exists, and a process that acts has every system it calls. */
function cutoverChecks({ cutover, sites, systems }: TenantDocument, known: Known): Problem[] {
  const places = sites.map(({ site }) => site);
  const processes = [...known.systemsOf.keys()];
  return cutover.flatMap(({ process, site, level }) => {
    const field = `cutover[${process}@${site}]`;
    const missing = (known.systemsOf.get(process) ?? []).filter((system) => !Object.hasOwn(systems, system));
    return [
      ...unless(processes.includes(process), `${field}.process`, process, processes),
      ...unless(places.includes(site), `${field}.site`, site, places),
      ...(level === 'act' && missing.length > 0
        ? [
            problem(
              `${field}.level`,
              level,
              `${process} calls ${missing.join(', ')}: add them to systems, or begin with shadow`,
            ),
          ]
        : []),
    ];
  });
}

/** Tiers rise to an open end, and where a process acts, as many people as must approve hold the roles. */
function approvalChecks({ approvalTiers, members, cutover, currency }: TenantDocument): Problem[] {
  const limits = approvalTiers.map(({ upTo }) => upTo ?? Number.POSITIVE_INFINITY);
  const rises = limits.every((limit, index) => index === 0 || limit > (limits[index - 1] ?? 0));
  if (!rises || approvalTiers.at(-1)?.upTo !== null)
    return [
      problem('approvalTiers', limits.map(String), 'let upTo rise from tier to tier, and end with upTo null'),
    ];
  const top = { minor: Number.MAX_SAFE_INTEGER, currency };
  const { tier } = approvalTier(approvalTiers, top, currency);
  const acting = [...new Set(cutover.filter(({ level }) => level === 'act').map(({ site }) => site))];
  return acting.flatMap((site) =>
    approvalTiers.slice(0, tier + 1).flatMap(({ approvers }, index) => {
      const holders = approvers.map((role) => holdersOf(members, role, site));
      return canEachBeAnother(holders)
        ? []
        : [
            problem(
              `approvalTiers.${index}.approvers`,
              approvers,
              `at ${site} not as many different people hold these roles as must approve: add members`,
            ),
          ];
    }),
  );
}

const holdersOf = (members: TenantDocument['members'], role: Role, site: string): readonly string[] =>
  members
    .filter(({ roles, sites }) => roles.includes(role) && holds(sites, site))
    .map(({ userId }) => userId);

/** Whether one can be chosen from each list so that no one is chosen twice. Lists are as few as a tier has approvers. */
function canEachBeAnother(lists: readonly (readonly string[])[], taken: readonly string[] = []): boolean {
  const [first, ...rest] = lists;
  if (!first) return true;
  return first.some((person) => !taken.includes(person) && canEachBeAnother(rest, [...taken, person]));
}

function brandChecks({ branding }: TenantDocument): Problem[] {
  if (!branding) return [];
  const { text, background } = branding.colors;
  const contrast = contrastOf(text, background);
  return [
    ...(contrast >= LEAST_CONTRAST
      ? []
      : [
          problem(
            'branding.colors',
            `${text} on ${background}`,
            `contrast ${shown(contrast)} is below ${shown(LEAST_CONTRAST)}: choose colors further apart`,
          ),
        ]),
    ...(isLocale(branding.locale)
      ? []
      : [problem('branding.locale', branding.locale, 'use a BCP 47 tag such as en-US')]),
  ];
}

const shown = (hundredths: number) =>
  `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}:1`;

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en-US', { timeZone: zone }));
  } catch {
    return false;
  }
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
