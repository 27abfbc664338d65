import { beforeEach, describe, expect, it } from 'vitest';
import { route as dryRunFile } from '../../lambdas/api/dry-run-file.ts';
import { route as listFiles } from '../../lambdas/api/list-files.ts';
import { opaqueId } from '../../lambdas/api/opaque-id.ts';
import { route as requestUpload } from '../../lambdas/api/request-upload.ts';
import { route as showFile } from '../../lambdas/api/show-file.ts';
import { route as showFileReport } from '../../lambdas/api/show-file-report.ts';
import { route as uploadFile } from '../../lambdas/api/upload-file.ts';
import { receiveDocument } from '../../lambdas/doors/receive-document.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { interchangeOf, shipNotice } from '../doors/support/notices.ts';
import { document } from '../work/support.ts';
import { type Door, frontDoor, principal, send } from './front-door.ts';

const partner = { supplierId: 'SUP-1', formats: ['csv', 'x12-856'] as const, strictCheckDigits: false };
const csv = [
  'asnId,shipTo,shippedAt,dueAt,poId,sku,quantity,uom',
  'N-1,BER1,2026-03-01,2026-03-03,PO-1,OATS,12,EA',
  '',
].join('\n');
const bad = csv.replace(',12,', ',twelve,');
const upload = { partnerId: 'acorn', name: 'n-1.csv', content: csv };

let door: Door;
beforeEach(async () => {
  door = await frontDoor();
  for (const [tenantId, version] of [
    ['acme', 2],
    ['rival', 1],
  ] as const) {
    const partners = ['acorn', 'bright'].map((partnerId) => ({
      ...partner,
      formats: [...partner.formats],
      partnerId,
      senderId: 'ACORNFOODS',
    }));
    await door.stores.tenants.apply(
      tenantScope(tenantId),
      { ...document, tenantId, version, partners },
      door.clock(),
    );
    for (const partnerId of ['acorn', 'bright'])
      door.principals.set(
        `${tenantId}/${partnerId}`,
        principal({
          tenant: tenantScope(tenantId),
          kind: 'client',
          subject: `${partnerId}-app`,
          partnerId,
          roles: ['service'],
          sites: ['BER1'],
          scopes: ['files:read', 'files:write'],
        }),
      );
  }
});

/** What the file door does when S3 tells it of an object. */
const read = async (key: string) =>
  receiveDocument({ id: 'n', time: '2026-03-02T08:00:00Z', detail: { object: { key } } }, door);

/** A file sent by one who may, and read. */
async function sent(as: string, body: typeof upload): Promise<string> {
  const { status, body: kept } = await send(door, uploadFile, { as, body });
  expect(status).toBe(202);
  await read(`inbox/${as.split('/')[0]}/${body.partnerId}/${body.name}`);
  return kept.id;
}

describe('a file sent by the API', () => {
  it('lies where its partner would drop it, waits, and has a report when it was read', async () => {
    const { status, headers, body } = await send(door, uploadFile, { as: 'acme/acorn', body: upload });
    expect([status, headers.location]).toEqual([202, `/v1/files/${body.id}`]);
    expect(body).toMatchObject({ state: 'waiting', bytes: csv.length });
    const key = 'inbox/acme/acorn/n-1.csv';
    expect(Buffer.from((await door.documents.get(key)) ?? []).toString()).toBe(csv);
    const params = { id: body.id };
    expect((await send(door, showFile, { as: 'acme/acorn', params })).body.state).toBe('waiting');
    expect(await send(door, showFileReport, { as: 'acme/acorn', params })).toMatchObject({
      status: 409,
      headers: { 'retry-after': '5' },
    });

    await read(key);
    expect(door.published.map(({ type }) => type)).toEqual(['AsnReceived', 'FileReceived']);
    expect((await send(door, showFile, { as: 'acme/acorn', params })).body).toMatchObject({
      state: 'read',
      verdict: 'accepted',
      format: 'csv',
      digest: body.digest,
      answers: [],
    });
    const report = (await send(door, showFileReport, { as: 'acme/acorn', params })).body;
    expect(report).toMatchObject({
      file: { id: body.id },
      report: { verdict: 'accepted', notices: [{ asnId: 'N-1', lineCount: 1, findings: [] }] },
      answers: [],
    });
    expect(report.report.text).toContain('n-1.csv (csv): accepted');
  });

  it('is the same bytes as base64, and no others', async () => {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0, 255, 13, 10]);
    const body = { ...upload, content: bytes.toString('base64'), encoding: 'base64' };
    expect((await send(door, uploadFile, { as: 'acme/acorn', body })).status).toBe(202);
    expect(Buffer.from((await door.documents.get('inbox/acme/acorn/n-1.csv')) ?? [])).toEqual(bytes);
    const broken = { ...body, content: 'not base64!' };
    expect(await send(door, uploadFile, { as: 'acme/acorn', body: broken })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'body.content', value: 'not base64!' }] },
    });
  });

  it('has the answer its partner’s translator reads', async () => {
    const content = interchangeOf([[shipNotice({ asnId: 'A-1' })]]);
    const id = await sent('acme/acorn', { ...upload, name: 'n-1.edi', content });
    const { body } = await send(door, showFileReport, { as: 'acme/acorn', params: { id } });
    expect(body.file.answers).toEqual(['997']);
    expect(body.answers).toMatchObject([{ kind: '997', text: expect.stringContaining('ISA*') }]);
  });

  it('may be 4 MB, and what is larger gets an address for exactly its type and length', async () => {
    const large = { ...upload, content: 'x'.repeat(2_000_000) };
    expect((await send(door, uploadFile, { as: 'acme/acorn', body: large })).status).toBe(202);
    const larger = { ...upload, content: 'x'.repeat(4_000_001) };
    const refused = await send(door, uploadFile, { as: 'acme/acorn', body: larger });
    expect([refused.status, refused.body.detail]).toEqual([
      413,
      expect.stringContaining('POST /v1/files/uploads'),
    ]);
    const asked = { partnerId: 'acorn', name: 'n-1.csv', contentType: 'text/csv', contentLength: 5_000_000 };
    const { status, body } = await send(door, requestUpload, { as: 'acme/acorn', body: asked });
    expect([status, body]).toEqual([
      201,
      {
        id: opaqueId('acorn/n-1.csv'),
        method: 'PUT',
        url: 'https://bucket.test/inbox/acme/acorn/n-1.csv?type=text/csv&length=5000000&seconds=900',
        headers: { 'content-type': 'text/csv', 'content-length': '5000000' },
        expiresAt: new Date(Date.parse(door.clock()) + 900_000).toISOString(),
      },
    ]);
  });
});

describe('a dry run', () => {
  it('says what would become of a file, and nothing happens', async () => {
    const before = await door.documents.list('');
    const { status, body } = await send(door, dryRunFile, {
      as: 'acme/acorn',
      body: { ...upload, content: bad },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      verdict: 'rejected',
      notices: [{ asnId: 'N-1', findings: [{ code: 'FIELD_INVALID', field: 'quantity', value: 'twelve' }] }],
    });
    expect(body.text).toContain('row 2: quantity must be');
    expect(await door.documents.list('')).toEqual(before);
    expect(door.published).toEqual([]);
  });
});

describe('who may', () => {
  it('sends for one partner only, and a person only with every site and process', async () => {
    const other = { ...upload, partnerId: 'bright' };
    for (const [route, body] of [
      [uploadFile, other],
      [dryRunFile, other],
      [requestUpload, { partnerId: 'bright', name: 'n.csv', contentType: 'text/csv', contentLength: 9 }],
    ] as const) {
      const { status, body: problem } = await send(door, route, { as: 'acme/acorn', body });
      expect([status, problem.detail]).toEqual([403, 'acorn-app speaks for acorn, not for bright']);
    }
    expect((await send(door, uploadFile, { as: 'sue', body: upload })).status).toBe(403);
    expect((await send(door, uploadFile, { as: 'vic', body: upload })).status).toBe(403);
    expect((await send(door, uploadFile, { as: 'ben', body: upload })).status).toBe(202);
    door.principals.set('one', principal({ roles: ['buyer'], processes: ['receiving'] }));
    expect((await send(door, uploadFile, { as: 'one', body: upload })).status).toBe(403);
  });

  it('sends for no partner the tenant does not have', async () => {
    expect(
      await send(door, uploadFile, { as: 'ben', body: { ...upload, partnerId: 'stranger' } }),
    ).toMatchObject({ status: 422, body: { errors: [{ field: 'body.partnerId', value: 'stranger' }] } });
  });

  it.each([
    '../rival/x.csv',
    '..',
    '.',
    'a/b.csv',
    'a\\b.csv',
    '.x.csv',
    '',
    'a b.csv',
    `${'x'.repeat(201)}`,
  ])('cannot name a file "%s", or a folder', async (odd) => {
    for (const body of [
      { ...upload, name: odd },
      { ...upload, partnerId: odd },
    ]) {
      const before = await door.documents.list('');
      const answer = await send(door, uploadFile, { as: 'ben', body });
      // A partner's id may be any identifier, but it must be one of the tenant's.
      expect(answer.status === 400 || answer.status === 422, `${odd}: ${answer.status}`).toBe(true);
      expect(await door.documents.list('')).toEqual(before);
    }
  });
});

describe('reports', () => {
  let mine: string;
  beforeEach(async () => {
    mine = await sent('acme/acorn', upload);
    await sent('acme/bright', { ...upload, partnerId: 'bright', name: 'b.csv', content: bad });
    await sent('rival/acorn', { ...upload, name: 'secret.csv' });
  });
  const names = (body: { items: { partnerId: string; name: string }[] }) =>
    body.items.map(({ partnerId, name }) => `${partnerId}/${name}`);

  it('are listed with their verdicts: a partner’s own for it, all of the tenant for others', async () => {
    const own = (await send(door, listFiles, { as: 'acme/acorn' })).body;
    expect(own.items).toMatchObject([{ id: mine, verdict: 'accepted', state: 'read' }]);
    const all = (await send(door, listFiles, { as: 'vic' })).body;
    expect(names(all)).toEqual(['acorn/n-1.csv', 'bright/b.csv']);
    expect(all.items[1].verdict).toBe('rejected');
    const one = (await send(door, listFiles, { as: 'vic', query: { partnerId: 'bright' } })).body;
    expect(names(one)).toEqual(['bright/b.csv']);
    expect((await send(door, listFiles, { as: 'acme/acorn', query: { partnerId: 'bright' } })).status).toBe(
      403,
    );
    expect(names((await send(door, listFiles, { as: 'rival/acorn' })).body)).toEqual(['acorn/secret.csv']);
  });

  it('come page by page, with the answers that belong to them', async () => {
    const content = interchangeOf([[shipNotice({ asnId: 'A-1' })]]);
    await sent('acme/acorn', { ...upload, name: 'a.edi', content });
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const query: Record<string, string> = { limit: '1', ...(cursor && { cursor }) };
      const { body } = await send(door, listFiles, { as: 'vic', query });
      expect(body.items).toHaveLength(1);
      seen.push([body.items[0].name, body.items[0].answers]);
      cursor = body.next;
    } while (cursor);
    expect(seen).toEqual([
      ['a.edi', ['997']],
      ['n-1.csv', []],
      ['b.csv', []],
    ]);
  });

  it.each([
    'bright/b.csv',
    'acorn/secret.csv',
    'acorn/../../rival/acorn/secret.csv',
    '../rival/acorn/secret.csv',
    'acorn/../bright/b.csv',
    'acorn/./n-1.csv',
    'rival/acorn/secret.csv',
    '/acorn/n-1.csv',
    'acorn/',
    'acorn',
    'acorn/n-1.csv.report.json',
    'acorn/n-1',
  ])('cannot be read as %s by the program of another partner', async (place) => {
    const asked: string[] = [];
    const watched: Door = {
      ...door,
      filesOf: (tenant) => ({
        ...door.filesOf(tenant),
        list: async (prefix, range) => {
          asked.push(prefix);
          return door.documents.list(prefix, range);
        },
      }),
    };
    for (const route of [showFile, showFileReport]) {
      const answer = await send(watched, route, { as: 'acme/acorn', params: { id: opaqueId(place) } });
      expect(answer.status).toBe(404);
      expect(answer.body.detail).not.toMatch(/secret|rival|bright/);
    }
    // Whatever the store makes of a key, none but the partner's own is asked for.
    for (const key of asked) expect(key).toMatch(/^(reports|inbox)\/acme\/acorn\/(?!\.)(?!.*\/\.)/);
  });

  it('of another tenant cannot be read by any id, whoever asks', async () => {
    const theirs = (await send(door, listFiles, { as: 'rival/acorn' })).body.items[0].id;
    for (const as of ['acme/acorn', 'vic', 'ben'])
      for (const route of [showFile, showFileReport])
        expect((await send(door, route, { as, params: { id: theirs } })).status).toBe(404);
    expect((await send(door, showFile, { as: 'rival/acorn', params: { id: theirs } })).status).toBe(200);
  });

  it('too long for an answer show the first findings of each notice, and say so', async () => {
    const key = 'reports/acme/acorn/n-1.csv.report.json';
    const report = JSON.parse(Buffer.from((await door.documents.get(key)) ?? []).toString());
    const found = {
      code: 'X',
      action: 'warn',
      scope: 'line',
      field: 'f',
      value: 'v',
      message: 'm'.repeat(500),
    };
    report.notices = Array.from({ length: 1_000 }, (_, index) => ({
      asnId: `N-${index}`,
      verdict: 'rejected',
      lineCount: 1,
      findings: Array.from({ length: 20 }, () => found),
    }));
    await door.documents.put(key, JSON.stringify(report), 'application/json');
    const { body } = await send(door, showFileReport, { as: 'acme/acorn', params: { id: mine } });
    expect(body.report.shortened).toBe(true);
    expect(body.report.notices).toHaveLength(1_000);
    expect(body.report.notices[0].findings).toHaveLength(5);
    expect(JSON.stringify(body).length).toBeLessThan(6_000_000);
  });
});
