import { readFileSync } from 'node:fs';
import specs from '@asyncapi/specs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { ACCEPTED } from '../../events/from-outside.ts';
import { catalog } from '../../events/index.ts';
import { TOPICS } from '../../lambdas/domain/webhooks/topics.ts';
import { type AsyncApi, brokenEvents } from '../../scripts/generating/asyncapi.ts';
import { sample } from '../events/samples.ts';

const read = (path: string): AsyncApi =>
  JSON.parse(readFileSync(new URL(`../../api/${path}`, import.meta.url), 'utf8'));
const present = read('asyncapi.json');
const released = read('released/asyncapi.json');

describe('the AsyncAPI document', () => {
  it('is as the specification says', () => {
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(
      specs.schemasWithoutId['3.0.0'] as unknown as object,
    );
    expect(validate(present), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    expect(validate({ ...present, channels: 7 })).toBe(false);
  });

  it('has a channel for every event, and lets partners send what the door takes', () => {
    const names = Object.keys(present.channels);
    expect(names.filter((name) => !name.startsWith('webhook-'))).toEqual([...catalog.keys()]);
    expect(names.filter((name) => name.startsWith('webhook-')).toSorted()).toEqual(
      TOPICS.map((topic) => `webhook-${topic}`),
    );
    const sent = Object.keys(present.operations as object).filter((name) => name.startsWith('send'));
    expect(sent.toSorted()).toEqual([...ACCEPTED].map((type) => `send${type}`).toSorted());
  });

  it('has payloads that take the samples, and fields nobody knows yet', () => {
    const schemas = new Ajv2020({ strict: false });
    for (const [type, schema] of Object.entries(present.components.schemas)) {
      const validate = schemas.compile(schema as object);
      const { data } = sample(type);
      expect(validate(sample(type)), type).toBe(true);
      expect(validate({ ...sample(type), data: { ...(data as object), addedLater: 1 } }), type).toBe(true);
      expect(validate({ ...sample(type), type: 'Another' }), type).toBe(false);
    }
  });
});

describe('the last released contract', () => {
  it('is only added to', () => {
    expect(brokenEvents(released, present)).toEqual([]);
  });

  // biome-ignore lint/suspicious/noExplicitAny: made-up changes reach anywhere
  const changed = (change: (schemas: any) => void): AsyncApi => {
    const copy = structuredClone(present);
    change(copy.components.schemas);
    return copy;
  };
  it.each<[string, AsyncApi, string[]]>([
    [
      'a new event',
      changed((s) => {
        s.SomethingNew = s.ReceiptRecorded;
      }),
      [],
    ],
    [
      'a new optional field',
      changed((s) => {
        s.ReceiptRecorded.properties.data.properties.dock = { type: 'string' };
      }),
      [],
    ],
    [
      'a field that is removed',
      changed((s) => {
        delete s.ReceiptRecorded.properties.data.properties.countedBy;
      }),
      ['ReceiptRecorded.data.countedBy: was removed'],
    ],
    [
      'a type that is narrowed',
      changed((s) => {
        s.ReceiptRecorded.properties.data.properties.receiptId.maxLength = 5;
      }),
      ['ReceiptRecorded.data.receiptId: maxLength was 128, is 5'],
    ],
    [
      'a new required field',
      changed((s) => {
        s.ReceiptRecorded.properties.data.required.push('dock');
      }),
      ['ReceiptRecorded.data.dock: is new and is required'],
    ],
    [
      'an event with another name',
      changed((s) => {
        s.ReceiptNoted = s.ReceiptRecorded;
        delete s.ReceiptRecorded;
      }),
      ['ReceiptRecorded: was removed or renamed'],
    ],
  ])('tells %s for what it is', (_, after, problems) => {
    expect(brokenEvents(present, after)).toEqual(problems);
  });
});
