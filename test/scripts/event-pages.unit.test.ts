import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACCEPTED } from '../../events/from-outside.ts';
import { glossary } from '../../events/glossary.ts';
import { catalog } from '../../events/index.ts';
import { catalogPage, eventPages } from '../../scripts/generating/event-pages.ts';
import { meaningOf } from '../../scripts/generating/field-meanings.ts';
import { sample } from '../events/samples.ts';

const pages = new Map(eventPages(sample));
const docs = new URL('../../docs/', import.meta.url);
const page = (type: string) => pages.get(`docs/events/${type}.md`) ?? '';
const row = (type: string, field: string) =>
  page(type)
    .split('\n')
    .find((line) => line.startsWith(`| \`${field}\``));

describe('the pages of events', () => {
  it('are one for each event, with all of its sample', () => {
    expect([...pages.keys()].toSorted()).toEqual(
      [...catalog.keys()].map((type) => `docs/events/${type}.md`).toSorted(),
    );
    for (const type of catalog.keys())
      expect(JSON.parse(/```json\n([\s\S]*?)```/.exec(page(type))?.[1] ?? '')).toEqual(sample(type));
  });

  it('have a row with a type and a meaning for every field of the sample', () => {
    for (const type of catalog.keys())
      for (const field of fieldsOf(sample(type).data, '')) {
        const [, , kind, presence, meaning] = row(type, field)?.split(/(?<!\\)\|/) ?? [];
        expect(kind?.trim(), `${type}.${field}`).toMatch(/./);
        expect(presence?.trim(), `${type}.${field}`).toMatch(/^(required|optional)$/);
        expect(meaning?.trim(), `${type}.${field}`).toMatch(/^[A-Z0-9`].+\.$/);
      }
  });

  it.each([
    // A comment at the field, at its constant, in a constant that is spread, in one the field is made of, and the glossary.
    ['CountAdjusted', 'adjustment', 'integer', 'Units the book went up or, negative, down.'],
    [
      'CountRequested',
      'trigger',
      /`SCHEDULE`, `SHORT_PICK`/,
      'What made somebody want a place counted, rule 5.3.',
    ],
    [
      'PutawayAssigned',
      'score',
      'integer at least 0',
      'Thousandths of a point, 0 to 100,000; compared within a class.',
    ],
    [
      'DamageQuarantined',
      'adjustments[].to',
      /or `null`$/,
      'Where the goods are in the books; `null` where they leave the building.',
    ],
    [
      'DamageQuarantined',
      'from',
      /`available`/,
      'The bucket the goods were taken out of; absent where they lay in `damaged` already or outside.',
    ],
    ['InspectionCompleted', 'defects.minor', 'integer', 'Defects that do neither.'],
    ['ClaimFiled', 'amount.minor', 'integer', 'The amount in minor units of the currency.'],
    ['ShipmentConfirmed', 'lines[].quantity', 'integer at least 1', 'How many units.'],
    [
      'FulfillmentException',
      'line.quantity',
      'integer at least 1',
      'Units of the line that are missing, damaged or sold twice.',
    ],
    [
      'ReturnDisposed',
      'recovery',
      'object of integer by name',
      'Net recovery of each way in minor units of the currency.',
    ],
  ])('say of %s what %s is', (type, field, kind, meaning) => {
    const [, , type_, , means] =
      row(type, field)
        ?.split('|')
        .map((cell) => cell.trim()) ?? [];
    expect(type_).toEqual(typeof kind === 'string' ? kind : expect.stringMatching(kind));
    expect(means).toBe(meaning);
  });

  it('say who announces and hears it, and whether partners may send it', () => {
    expect(page('BackorderReleased')).toContain(
      '| announced by | [backorder-release](../processes/backorder-release.md) |',
    );
    expect(page('BackorderReleased')).toMatch(
      /\| heard by \|.*\[order-promise\]\(\.\.\/processes\/order-promise\.md\)/,
    );
    for (const type of catalog.keys())
      expect(page(type).includes('Partners may send it'), type).toBe(ACCEPTED.has(type));
  });

  it('link to files there are', () => {
    const all = [...pages, ['docs/events.md', catalogPage()] as const];
    for (const [path, text] of all)
      for (const [, target = ''] of text.matchAll(/\]\(([^)#]+)/g))
        expect(existsSync(new URL(target, new URL(path, new URL('../', docs)))), `${path} → ${target}`).toBe(
          true,
        );
  });
});

describe('meanings of fields', () => {
  it('are asked for when nobody has written one', () => {
    expect(() => meaningOf('CountAdjusted', ['lines', 'colour'])).toThrow(
      'the field lines.colour of CountAdjusted is not explained: put a comment at it in its contract, or its name into events/glossary.ts',
    );
  });

  it('are in the glossary only for names events have', () => {
    const used = [...pages.values()].flatMap((text) =>
      [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, field]) => field),
    );
    const names = new Set(used.map((field) => field?.split('.').at(-1)));
    expect(Object.keys(glossary).filter((name) => !names.has(name))).toEqual([]);
  });
});

/** Where the values of an object are, as pages write it. */
function fieldsOf(value: unknown, label: string): string[] {
  if (Array.isArray(value)) return value.flatMap((entry) => fieldsOf(entry, label));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) => {
    const here = `${label}${field}`;
    // Fields of a record are named by who fills it.
    return here === 'recovery'
      ? [here]
      : [here, ...fieldsOf(inner, `${here}${Array.isArray(inner) ? '[]' : ''}.`)];
  });
}
