import { describe, expect, it } from 'vitest';
import { mayHear, TOPICS, topicsFor } from '../../../lambdas/domain/webhooks/topics.ts';
import { tenantDocument } from '../../support/tenant.ts';

const document = tenantDocument('acme', {
  partners: [
    { partnerId: 'acorn', supplierId: 'SUP-1', formats: [], strictCheckDigits: false },
    { partnerId: 'birch', supplierId: 'SUP-2', formats: [], strictCheckDigits: false },
  ],
  clients: [
    { clientId: 'erp', roles: ['service'], sites: ['*'], scopes: [] },
    { clientId: 'dock', roles: ['service'], sites: ['dc1'], processes: ['receiving'], scopes: [] },
    { clientId: 'acorn-app', partnerId: 'acorn', roles: ['service'], sites: ['*'], scopes: [] },
  ],
});
const every = { sites: ['*'], processes: ['*'] };
const posted = { type: 'ReceiptPosted', site: 'dc1', mode: 'act', data: { supplierId: 'SUP-1' } };
const all = { topics: TOPICS, sites: ['*'] };

describe('topics', () => {
  it('are events of the catalog, without what only this system is told', () => {
    expect(TOPICS).toContain('ReceiptPosted');
    expect(TOPICS).toContain('CaseOpened');
    for (const type of ['CircuitOpened', 'CallsCounted', 'WebhookFailed', 'WebhookTested'])
      expect(TOPICS).not.toContain(type);
    expect(topicsFor(every)).toEqual(TOPICS);
  });

  it('are those of granted processes; what belongs to no process needs all of them', () => {
    const topics = topicsFor({ processes: ['receiving'] });
    expect(topics).toContain('ReceiptPosted');
    expect(topics).toContain('InspectionCompleted');
    for (const type of ['TransferShipped', 'InventoryPositionChanged', 'CaseOpened'])
      expect(topics).not.toContain(type);
    expect(topicsFor({ processes: [] })).toEqual([]);
  });

  it('name a partner, for a partner', () => {
    const topics = topicsFor({ ...every, partnerId: 'acorn' });
    expect(topics).toContain('FileReceived');
    expect(topics).toContain('ReceiptPosted');
    for (const type of ['InventoryPositionChanged', 'TransferShipped', 'CaseOpened'])
      expect(topics).not.toContain(type);
  });
});

describe('an endpoint hears', () => {
  it('what it asked for, at the sites it asked for', () => {
    expect(mayHear(document, all, posted)).toBe(true);
    expect(mayHear(document, { ...all, topics: ['ReceiptReversed'] }, posted)).toBe(false);
    expect(mayHear(document, { ...all, sites: ['dc2'] }, posted)).toBe(false);
    expect(mayHear(document, { ...all, sites: ['dc1'] }, posted)).toBe(true);
    expect(mayHear(document, { ...all, sites: ['dc1'] }, { ...posted, site: 'all' })).toBe(false);
  });

  it('nothing that is only decided in shadow', () => {
    expect(mayHear(document, all, { ...posted, mode: 'shadow' })).toBe(false);
    expect(mayHear(document, all, { ...posted, mode: 'advise' })).toBe(true);
  });

  it('what its client is granted now', () => {
    expect(mayHear(document, { ...all, clientId: 'erp' }, posted)).toBe(true);
    expect(mayHear(document, { ...all, clientId: 'gone' }, posted)).toBe(false);
    const dock = { ...all, clientId: 'dock' };
    expect(mayHear(document, dock, posted)).toBe(true);
    expect(mayHear(document, dock, { ...posted, site: 'dc2' })).toBe(false);
    expect(mayHear(document, dock, { ...posted, type: 'TransferShipped' })).toBe(false);
    expect(mayHear(document, dock, { ...posted, type: 'InventoryPositionChanged' })).toBe(false);
  });

  it('as a partner, of itself alone', () => {
    const acorn = { ...all, clientId: 'acorn-app', partnerId: 'acorn' };
    expect(mayHear(document, acorn, posted)).toBe(true);
    expect(mayHear(document, acorn, { ...posted, data: { supplierId: 'SUP-2' } })).toBe(false);
    expect(mayHear(document, acorn, { ...posted, data: {} })).toBe(false);
    const file = { ...posted, type: 'FileReceived', site: 'all' };
    expect(mayHear(document, acorn, { ...file, data: { partnerId: 'acorn' } })).toBe(true);
    expect(mayHear(document, acorn, { ...file, data: { partnerId: 'birch', supplierId: 'SUP-1' } })).toBe(
      false,
    );
  });

  it('a test, whatever it asked for, while its client is there', () => {
    const test = { ...posted, type: 'WebhookTested', site: 'all', data: {} };
    const none = { topics: [], sites: [] };
    expect(mayHear(document, { ...none, clientId: 'dock' }, test)).toBe(true);
    expect(mayHear(document, { ...none, clientId: 'gone' }, test)).toBe(false);
    expect(mayHear(document, none, { ...test, type: 'Unheard' })).toBe(false);
  });
});
