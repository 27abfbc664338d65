import { describe, expect, it } from 'vitest';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import { endOf } from '../../../lambdas/processes/receiving/close-receiving.ts';
import type { ChunkSummary, ReceivingFacts } from '../../../lambdas/processes/receiving/contract.ts';
import { nextMove, stateOf } from '../../../lambdas/processes/receiving/summarize-receipt.ts';
import type { ProcessRow } from '../../../lambdas/store/ports.ts';

const NOW = '2026-03-02T15:00:00.000Z';
const done: ChunkSummary = { settled: 2, final: true, counted: true };
const waiting: ChunkSummary = { ...done, expected: 2, settled: 0, final: false, counted: false };

// Monday 2026-03-02 is a business day from 06:00 to 22:00 UTC.
const document = {
  tenantId: 't',
  sites: [
    {
      site: 's',
      name: 's',
      gln: '',
      calendar: {
        zone: 'UTC',
        shifts: [{ weekdays: [1, 2, 3, 4, 5], from: '06:00', to: '22:00' }],
        holidays: [],
      },
    },
  ],
  receiving: { overdueBusinessDays: 2, overdueCloseBusinessDays: 5, review: { parkMinutes: 1440 } },
} as unknown as TenantDocument;

function row(
  chunks: readonly ChunkSummary[],
  over: { pending?: readonly string[]; facts?: Partial<ReceivingFacts>; mode?: 'act' | 'shadow' } = {},
): ProcessRow & { facts: ReceivingFacts } {
  return {
    tenantId: 't',
    processId: 'receiving:S/A',
    process: 'receiving',
    businessKey: 'S/A',
    site: 's',
    state: 'RECEIVING',
    mode: over.mode ?? 'act',
    generation: 1,
    correlationId: 'c',
    openedAt: NOW,
    updatedAt: NOW,
    pending: over.pending ?? [],
    waiting: false,
    version: 1,
    facts: {
      supplierId: 'S',
      noticeDueAt: '2026-03-02T14:00:00.000Z',
      withoutNotice: false,
      revision: 1,
      chunkCount: chunks.length,
      ...Object.fromEntries(chunks.map((summary, index) => [`chunk-${index + 1}`, summary])),
      ...over.facts,
    } as ReceivingFacts & Record<string, unknown>,
  };
}

describe('the next move', () => {
  it('closes when every line of every chunk is done', () => {
    expect(nextMove(row([done, done]), document, NOW).next).toBe('close');
  });
  it.each<[string, ChunkSummary]>([
    ['a line is expected and the unloading goes on', waiting],
    ['a person is asked', { ...done, asking: 1 }],
    ['a system is away', { ...done, waitsFor: 'erp' }],
    ['a posting failed', { ...done, failed: true }],
    ['the unloading is not finished', { ...done, final: false }],
  ])('waits while %s', (_why, summary) => {
    expect(nextMove(row([done, summary]), document, NOW).next).toBe('wait');
  });
  it('does not close before every chunk has reported', () => {
    const one = row([done], { facts: { chunkCount: 2 } });
    expect(nextMove(one, document, NOW).next).toBe('wait');
  });
  it('settles the chunks that have new work, each once', () => {
    const move = nextMove(
      row([done, done], { pending: ['2:receipt/R-1@1', '2:task/x', '1:resume/erp'] }),
      document,
      NOW,
    );
    expect(move).toMatchObject({ next: 'settle', work: [2, 1] });
  });
  it('cancels while nothing is received', () => {
    expect(nextMove(row([waiting], { pending: ['notice/cancel/e'] }), document, NOW).next).toBe('close');
  });
  it.each(['notice/cancel/e', 'notice/replace/e'])('sets %s aside when goods came first', (entry) => {
    const fresh = nextMove(row([waiting], { pending: ['1:receipt/R-1@1', entry] }), document, NOW);
    expect(fresh).toMatchObject({ next: 'settle', work: [1], handled: [entry], tooLate: [entry] });
    const counted = nextMove(row([{ ...waiting, counted: true }], { pending: [entry] }), document, NOW);
    expect(counted).toMatchObject({ next: 'wait', handled: [entry], tooLate: [entry] });
  });
  it('drops a recovery nobody waits for anymore: it would end every wait at once', () => {
    expect(nextMove(row([waiting], { pending: ['notice/recheck/erp'] }), document, NOW)).toMatchObject({
      next: 'wait',
      handled: ['notice/recheck/erp'],
    });
  });
  it('adopts a replacement', () => {
    expect(nextMove(row([waiting], { pending: ['notice/replace/e'] }), document, NOW).next).toBe('adopt');
  });
  it('reverses every chunk', () => {
    expect(nextMove(row([done, done], { pending: ['reverse/supervisor'] }), document, NOW)).toMatchObject({
      next: 'reverse',
      work: [1, 2],
    });
  });
  it('tries parked calls again at the deadline and takes the deadline as handled', () => {
    const move = nextMove(row([{ ...waiting, waitsFor: 'erp' }], { pending: ['deadline@x'] }), document, NOW);
    expect(move).toMatchObject({ next: 'settle', work: [1], handled: ['deadline@x'] });
  });

  // Due Monday 14:00 plus two business days is Wednesday 14:00.
  it.each<[string, string, string]>([
    ['a millisecond before', '2026-03-04T13:59:59.999Z', 'wait'],
    ['at the moment', '2026-03-04T14:00:00.000Z', 'overdue'],
    ['after', '2026-03-04T14:00:00.001Z', 'overdue'],
  ])('calls goods overdue %s', (_when, now, next) => {
    expect(nextMove(row([waiting], { pending: ['deadline@x'] }), document, now).next).toBe(next);
  });
  it('never calls counted goods overdue', () => {
    expect(
      nextMove(
        row([{ ...waiting, counted: true }], { pending: ['deadline@x'] }),
        document,
        '2026-03-10T00:00:00.000Z',
      ).next,
    ).toBe('wait');
  });
  it('closes what the buyer gave up', () => {
    expect(nextMove(row([waiting], { facts: { overdueAnswer: 'close' } }), document, NOW).next).toBe('close');
  });
  it('always has a deadline in the future while it waits', () => {
    for (const summary of [
      waiting,
      { ...done, asking: 1 },
      { ...done, waitsFor: 'erp' },
      { ...done, final: false },
    ]) {
      expect(nextMove(row([summary]), document, NOW).dueAt > NOW).toBe(true);
    }
  });
});

describe('the state shown', () => {
  it.each<[string, ChunkSummary[]]>([
    [
      'WAITING_PARTNER',
      [
        { ...done, waitsFor: 'wms' },
        { ...done, asking: 1 },
      ],
    ],
    ['REVIEW', [{ ...done, asking: 1 }, waiting]],
    ['RECEIVING', [{ ...done, final: false }]],
    ['AWAITING_RECEIPT', [waiting]],
  ])('is %s', (state, chunks) => {
    expect(stateOf(chunks)).toBe(state);
  });
});

describe('the end', () => {
  it.each<[string, string, ProcessRow & { facts: ReceivingFacts }]>([
    ['CLOSED', 'posted', row([done])],
    ['CLOSED', 'shadow', row([done], { mode: 'shadow' })],
    ['PARKED', 'parked', row([done, { ...done, parked: 1 }])],
    ['COMPENSATED', 'reversed', row([{ ...done, reversed: true }])],
    ['ASN_REJECTED', 'rejected', row([waiting], { facts: { verdict: 'rejected' } })],
    ['CANCELLED', 'cancelled', row([waiting], { pending: ['notice/cancel/e'] })],
    ['CLOSED', 'not-received', row([waiting], { facts: { overdueAnswer: 'close' } })],
  ])('is %s, %s', (state, outcome, ended) => {
    expect(endOf(ended)).toEqual({ state, outcome });
  });
});
