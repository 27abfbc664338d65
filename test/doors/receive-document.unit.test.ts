import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../events/envelope.ts';
import { AsnReceived } from '../../events/inbound.ts';
import { catalog } from '../../events/index.ts';
import { receiveDocument } from '../../lambdas/doors/receive-document.ts';
import type { DocumentStore } from '../../lambdas/store/ports.ts';
import { type Door, drop, Killed, openDoor, readJson } from './support/door.ts';
import { readScenario } from './support/files.ts';
import { csvOf, interchangeOf, shipNotice } from './support/notices.ts';

const ACORN = 'northwind-grocery/acorn-edi';
const scenario = (name: string) => readScenario('northwind-grocery', 'acorn-edi', name);
const types = (door: Door) => door.published.map(({ type }) => type);
const chunksOf = (event: Envelope | undefined) => AsnReceived.data.parse(event?.data).document.chunks;
const snapshot = async (store: DocumentStore) =>
  Object.fromEntries(
    await Promise.all(
      (await store.list('')).map(async (key) => [key, Buffer.from((await store.get(key)) ?? []).toString()]),
    ),
  );

describe('a clean file', () => {
  it('becomes a notice on the bus with its lines beside it, a report and an answer', async () => {
    const door = openDoor();
    await receiveDocument(await drop(door, ACORN, scenario('clean.edi')), door.deps);

    expect(types(door)).toEqual(['AsnReceived', 'FileReceived']);
    const [notice, file] = door.published;
    expect(notice).toMatchObject({
      subject: 'SUP-ACORN/ACN-70001',
      tenantid: 'northwind-grocery',
      site: 'DC-ATL',
      causationid: file?.id,
      correlationid: notice?.id,
      data: {
        asnId: 'ACN-70001',
        document: { lineCount: 3, chunks: [{ lines: 3 }] },
        origin: { key: `inbox/${ACORN}/clean.edi` },
      },
    });
    expect(file).toMatchObject({
      data: { partnerId: 'acorn-edi', format: 'x12', documents: ['ACN-70001'], findings: [] },
    });
    const keys = await door.documents.list('');
    expect(keys).toContain(`reports/${ACORN}/clean.edi.report.json`);
    expect(keys).toContain(`reports/${ACORN}/clean.edi.997`);
    expect(keys.filter((key) => key.startsWith('quarantine/'))).toEqual([]);
    const chunk = chunksOf(notice)[0]?.key ?? '';
    expect((await readJson<{ lines: unknown[] }>(door.documents, chunk)).lines).toHaveLength(3);
  });

  it('is journaled by tenant and hour before it is published', async () => {
    const door = openDoor();
    await receiveDocument(await drop(door, ACORN, scenario('clean.edi')), door.deps);
    const [notice, file] = door.published;
    expect(await door.journal.list('')).toEqual(
      [notice, file].map((event) => `journal/northwind-grocery/2026-03-02-08/${event?.id}.json`).sort(),
    );
    expect(
      await readJson(door.journal, `journal/northwind-grocery/2026-03-02-08/${notice?.id}.json`),
    ).toEqual(notice);
  });

  it('publishes events that keep their contracts', async () => {
    const door = openDoor();
    for (const name of ['clean.edi', 'one-set-refused.edi', 'broken-cut-short.edi']) {
      await receiveDocument(await drop(door, ACORN, scenario(name)), door.deps);
    }
    expect(door.published.length).toBeGreaterThan(4);
    for (const event of door.published)
      expect(catalog.get(event.type)?.event.safeParse(event).error).toBeUndefined();
  });

  it('marks a test in a test tenant as one', async () => {
    const door = openDoor();
    const { current } = door.deps.stores.tenants;
    const inTest = async (...tenant: Parameters<typeof current>) => {
      const document = await current(...tenant);
      return document && { ...document, environment: 'test' as const };
    };
    const stores = { ...door.deps.stores, tenants: { ...door.deps.stores.tenants, current: inTest } };
    await receiveDocument(await drop(door, ACORN, scenario('broken-test-flag.edi')), {
      ...door.deps,
      stores,
    });
    expect(door.published[0]).toMatchObject({ type: 'AsnReceived', testflag: true });
  });
});

describe('repetition', () => {
  it('does nothing for a notification delivered again, even with another time', async () => {
    const door = openDoor();
    const body = await drop(door, ACORN, scenario('clean.edi'));
    await receiveDocument(body, door.deps);
    const [events, documents] = [[...door.published], await snapshot(door.documents)];
    door.clock.advance(3_600_000);
    await receiveDocument({ ...body, id: 'other', time: '2026-03-02T09:59:00Z' }, door.deps);
    expect(door.published).toEqual(events);
    expect(await snapshot(door.documents)).toEqual(documents);
  });

  it('announces the same content under another name as another event: whether it is a duplicate is for the process', async () => {
    const door = openDoor();
    await receiveDocument(await drop(door, ACORN, scenario('clean.edi')), door.deps);
    await receiveDocument(await drop(door, ACORN, scenario('duplicate.edi')), door.deps);
    const notices = door.published.filter(({ type }) => type === 'AsnReceived');
    expect(notices.map(({ subject }) => subject)).toEqual(['SUP-ACORN/ACN-70001', 'SUP-ACORN/ACN-70001']);
    expect(new Set(notices.map(({ id }) => id)).size).toBe(2);
  });

  it('never lets two tenants share an event, whatever they send', async () => {
    const door = openDoor();
    for (const tenant of ['northwind-grocery', 'harbor-home'] as const) {
      await receiveDocument(
        await drop(door, `${tenant}/bright-csv`, readScenario(tenant, 'bright-csv', 'over.csv')),
        door.deps,
      );
    }
    expect(new Set(door.published.map(({ id }) => id)).size).toBe(4);
    expect(door.published.map(({ tenantid, site }) => `${tenantid} ${site}`)).toEqual([
      'northwind-grocery DC-ATL',
      'northwind-grocery all',
      'harbor-home DC-SEA',
      'harbor-home all',
    ]);
  });

  it.each(['clean.edi', 'one-set-refused.edi', 'broken-cut-short.edi'])(
    'finishes %s after a kill behind any write, with the same events and objects as without one',
    async (name) => {
      const whole = openDoor();
      await receiveDocument(await drop(whole, ACORN, scenario(name)), whole.deps);
      for (let write = 0; write < whole.writes(); write++) {
        const door = openDoor();
        const body = await drop(door, ACORN, scenario(name));
        door.killAfter(write);
        await expect(receiveDocument(body, door.deps)).rejects.toThrow(Killed);
        door.killAfter(Number.POSITIVE_INFINITY);
        door.clock.advance(60_000);
        await receiveDocument(body, door.deps);

        const byId = new Map(door.published.map((event) => [event.id, event]));
        expect([...byId.keys()].sort(), `killed after ${write}`).toEqual(
          whole.published.map(({ id }) => id).sort(),
        );
        // An event that goes out twice is the same event to the letter, and the one the journal holds.
        for (const event of door.published) expect(event).toEqual(byId.get(event.id));
        for (const event of byId.values()) {
          expect(
            await readJson(door.journal, `journal/northwind-grocery/2026-03-02-08/${event.id}.json`),
          ).toEqual(event);
        }
        expect(await snapshot(door.documents)).toEqual(await snapshot(whole.documents));
        const before = door.published.length;
        await receiveDocument(body, door.deps);
        expect(door.published).toHaveLength(before);
      }
    },
  );
});

describe('bad files', () => {
  it('end in quarantine with their report beside them', async () => {
    const door = openDoor();
    const broken = scenario('broken-cut-short.edi');
    await receiveDocument(await drop(door, ACORN, broken), door.deps);
    expect(types(door)).toEqual(['FileRejected']);
    const key = `quarantine/${ACORN}/broken-cut-short.edi`;
    expect(door.published[0]).toMatchObject({
      data: { quarantineKey: key, reportKey: `reports/${ACORN}/broken-cut-short.edi.report.json` },
    });
    expect(await door.documents.get(key)).toEqual(new Uint8Array(broken.bytes));
    const report = await readJson<{ verdict: string; text: string }>(door.documents, `${key}.report.json`);
    expect(report.verdict).toBe('rejected');
    expect(report.text).toContain('the interchange is cut short: after segment 21 (PID) there is no IEA');
    expect((await door.documents.list('canonical/')).length).toBe(0);
    expect(
      Buffer.from((await door.documents.get(`reports/${ACORN}/broken-cut-short.edi.997`)) ?? []).toString(),
    ).toContain('*R*023~');
  });

  it('are both used and quarantined when one of their sets is refused', async () => {
    const door = openDoor();
    await receiveDocument(await drop(door, ACORN, scenario('one-set-refused.edi')), door.deps);
    expect(types(door)).toEqual(['AsnReceived', 'FileRejected', 'FileReceived']);
    expect(door.published[2]).toMatchObject({ data: { documents: ['ACN-70006'] } });
    expect(await door.documents.list('quarantine/')).toHaveLength(2);
  });

  it('of an unknown partner are kept in the tenant, and nothing is read', async () => {
    const door = openDoor();
    await receiveDocument(await drop(door, 'northwind-grocery/stranger', scenario('clean.edi')), door.deps);
    expect(door.published).toMatchObject([
      { type: 'FileRejected', data: { partnerId: 'stranger', findings: [{ code: 'PARTNER_UNKNOWN' }] } },
    ]);
    expect(await door.documents.list('quarantine/')).toHaveLength(2);
  });

  it.each(['inbox/nobody/acorn-edi/clean.edi', 'inbox/clean.edi', 'inbox/_unknown/x/y.edi'])(
    'at %s belong to no tenant: kept, and no event is made up for anybody',
    async (key) => {
      const door = openDoor();
      await door.documents.put(key, scenario('clean.edi').bytes, 'text/plain');
      await receiveDocument(
        { id: 'n', time: '2026-03-02T08:00:00Z', detail: { object: { key } } },
        door.deps,
      );
      expect(door.published).toEqual([]);
      const kept = await door.documents.list('quarantine/_unknown/');
      expect(kept).toHaveLength(2);
      expect((await readJson<{ findings: unknown[] }>(door.documents, kept[1] ?? '')).findings).toMatchObject(
        [{ code: 'TENANT_UNKNOWN' }],
      );
    },
  );

  it('that are too large are not even fetched', async () => {
    const door = openDoor();
    const get = async (key: string) => {
      throw new Error(`${key} was fetched`);
    };
    const documents = { ...door.deps.documents, get };
    const object = { key: `inbox/${ACORN}/huge.edi`, size: 33 * 1024 * 1024 };
    const body = { id: 'n', time: '2026-03-02T08:00:00Z', detail: { object } };
    for (let delivery = 0; delivery < 2; delivery++) await receiveDocument(body, { ...door.deps, documents });
    expect(door.published).toMatchObject([
      { type: 'FileRejected', data: { findings: [{ code: 'FILE_TOO_LARGE' }], quarantineKey: object.key } },
    ]);
  });

  it('that are gone, and notifications that are none, fail so that the queue keeps them', async () => {
    const door = openDoor();
    const object = { key: `inbox/${ACORN}/gone.edi` };
    await expect(
      receiveDocument({ id: 'n', time: '2026-03-02T08:00:00Z', detail: { object } }, door.deps),
    ).rejects.toThrow(/gone.edi is gone/);
    await expect(receiveDocument({ Records: [] }, door.deps)).rejects.toThrow(/notification about a file/);
  });
});

describe('large files', () => {
  const door = openDoor();
  const { current } = door.deps.stores.tenants;
  const canonicalHeaders = {
    ...door.deps.stores.tenants,
    current: async (...tenant: Parameters<typeof current>) => {
      const document = await current(...tenant);
      const partners = document?.partners.map((one) => ({ ...one, csvColumns: undefined })) ?? [];
      return document && { ...document, partners };
    },
  };
  const BRIGHT = 'northwind-grocery/bright-csv';
  const receive = async (text: string, change: Partial<Door['deps']> = {}, to = openDoor()) => {
    const body = await drop(to, BRIGHT, { name: 'l.csv', bytes: Buffer.from(text) });
    const stores = { ...to.deps.stores, tenants: canonicalHeaders };
    await receiveDocument(body, { ...to.deps, stores, ...change });
    return to;
  };

  it('of more lines than an event can name chunks of say where the list is', async () => {
    const { published, documents } = await receive(csvOf({ lines: 20_050 }));
    const [notice] = published;
    const { document } = AsnReceived.data.parse(notice?.data);
    expect(document).toMatchObject({ lineCount: 20_050, chunks: [] });
    expect(JSON.stringify(notice).length).toBeLessThan(8 * 1024);
    const chunks = await readJson<{ key: string; lines: number }[]>(documents, document.chunksKey ?? '');
    expect(chunks).toHaveLength(201);
    expect(chunks.reduce((sum, { lines }) => sum + lines, 0)).toBe(20_050);
    expect((await documents.list('canonical/')).filter((key) => /chunk-\d+/.test(key))).toHaveLength(201);
  });

  it('write nothing of a notice whose last row is wrong', async () => {
    const text = csvOf({ lines: 2_500 });
    const { documents, published } = await receive(`${text.slice(0, text.lastIndexOf(',10,'))},ten,EA,\n`);
    expect(published.map(({ type }) => type)).toEqual(['FileRejected']);
    expect(await documents.list('canonical/')).toEqual([]);
    expect(await documents.list('quarantine/')).toHaveLength(2);
  });

  it('that are replaced while they are read are not mixed: nothing is used before they are read anew', async () => {
    const to = openDoor();
    const documents = {
      ...to.deps.documents,
      open: async (...asked: Parameters<typeof to.deps.documents.open>) => {
        const [key, part] = asked;
        // Another content is there when it is opened for the second time.
        if (part?.etag !== undefined) await to.documents.put(key, csvOf({ lines: 9 }), 'text/csv');
        return to.deps.documents.open(...asked);
      },
    };
    await expect(receive(csvOf({ lines: 3 }), { documents }, to)).rejects.toThrow(/was replaced while/);
    expect(to.published).toEqual([]);
    expect(await to.documents.list('canonical/')).toEqual([]);
  });

  it('become one small event, whatever their length', async () => {
    const door = openDoor();
    const mapped = {
      name: 'large.edi',
      bytes: Buffer.from(interchangeOf([[shipNotice({ lines: 10_000 })]])),
    };
    await receiveDocument(await drop(door, ACORN, mapped), door.deps);
    const [notice] = door.published;
    expect(notice).toMatchObject({ type: 'AsnReceived', data: { document: { lineCount: 10_000 } } });
    expect(chunksOf(notice)).toHaveLength(100);
    expect(JSON.stringify(notice).length).toBeLessThan(64 * 1024);
  });

  it('with many notices are announced whole', async () => {
    const door = openDoor();
    const { current } = door.deps.stores.tenants;
    const canonicalHeaders = async (...tenant: Parameters<typeof current>) => {
      const document = await current(...tenant);
      return (
        document && {
          ...document,
          partners: document.partners.map((one) => ({ ...one, csvColumns: undefined })),
        }
      );
    };
    const stores = {
      ...door.deps.stores,
      tenants: { ...door.deps.stores.tenants, current: canonicalHeaders },
    };
    const file = { name: 'many.csv', bytes: Buffer.from(csvOf({ notices: 45, lines: 3 })) };
    await receiveDocument(await drop(door, 'northwind-grocery/bright-csv', file), { ...door.deps, stores });
    expect(door.published).toHaveLength(46);
    expect(types(door).at(-1)).toBe('FileReceived');
  });
});
