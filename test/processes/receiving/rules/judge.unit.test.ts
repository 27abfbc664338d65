import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../events/inbound.ts';
import type { NoticeHeader } from '../../../../lambdas/processes/receiving/contract.ts';
import { judgeNotice, type NoticeToJudge } from '../../../../lambdas/processes/receiving/rules/judge.ts';
import { settings } from './fixtures.ts';

const header: NoticeHeader = {
  asnId: 'ASN-1',
  supplierId: 'SUP-1',
  purpose: 'original',
  poIds: ['PO-1'],
  shippedAt: '2026-03-01T08:00:00Z',
  dueAt: '2026-03-02T08:00:00Z',
  sentAt: '2026-03-01T09:00:00Z',
  document: { lineCount: 3, indexKey: 'i', chunks: [] },
  origin: { partnerId: 'P-1', format: 'csv' },
  findings: [],
};
const notice: NoticeToJudge = {
  header,
  lineCount: 3,
  rejectedLines: [],
  findings: [],
  settings,
  environment: 'production',
  now: '2026-03-01T10:00:00Z',
  decisionId: 'D-1',
};
const judge = (change: Partial<NoticeHeader>, more: Partial<NoticeToJudge> = {}) =>
  judgeNotice({ ...notice, ...more, header: { ...header, ...change } });
const codes = (judged: ReturnType<typeof judge>) =>
  judged.findings.map(({ code, action, field }) => `${code} ${action} ${field}`);
const fault = (change: Partial<Finding>): Finding => ({
  code: 'V1',
  action: 'reject',
  scope: 'document',
  field: 'ISA13',
  value: '1',
  message: 'm',
  ...change,
});

describe('judgeNotice', () => {
  it('accepts a notice without faults and says by which limits', () => {
    expect(judge({})).toEqual({
      outcome: 'accepted',
      findings: [],
      decision: expect.objectContaining({
        id: 'D-1',
        ruleId: 'receiving.notice',
        ruleVersion: 1,
        result: { outcome: 'accepted', because: [], findings: 0 },
        thresholds: {
          shipDateSlackMinutes: { value: 1_440, level: 'tenant' },
          arrivalNoticeMinutes: { value: 120, level: 'tenant' },
        },
      }),
    });
  });

  it.each([
    ['V1', 'ISA13'],
    ['V2', 'ISA15'],
  ])('rejects what the door found wrong with the document: %s', (code, field) => {
    expect(judge({ findings: [fault({ code, field })] })).toMatchObject({
      outcome: 'rejected',
      decision: { result: { because: [code] } },
    });
  });

  it('accepts a notice some lines of which were rejected', () => {
    const findings = [fault({ code: 'V4', scope: 'line', line: 1 })];
    expect(judge({}, { rejectedLines: [1, 2], findings })).toMatchObject({ outcome: 'accepted', findings });
  });

  it('rejects a notice all lines of which were', () => {
    expect(judge({}, { rejectedLines: [1, 2, 3] })).toMatchObject({
      outcome: 'rejected',
      findings: [{ code: 'NO_LINES' }],
    });
    expect(judge({}, { lineCount: 0 }).outcome).toBe('rejected');
  });

  it('V10 compares the line count', () => {
    expect(codes(judge({ control: { lineCount: 3 } }))).toEqual([]);
    expect(judge({ control: { lineCount: 4 } })).toMatchObject({
      outcome: 'rejected',
      findings: [{ code: 'V10', value: '4' }],
    });
  });

  it.each([
    ['shipped a day from now', { shippedAt: '2026-03-02T10:00:00Z', dueAt: '2026-03-03T10:00:00Z' }, []],
    [
      'shipped later',
      { shippedAt: '2026-03-02T10:00:01Z', dueAt: '2026-03-03T10:00:00Z' },
      ['V12 warn shippedAt'],
    ],
    ['due as it is shipped', { dueAt: '2026-03-01T08:00:00Z', sentAt: '2026-03-01T06:00:00Z' }, []],
    ['due before', { dueAt: '2026-03-01T07:59:59Z', sentAt: '2026-03-01T05:00:00Z' }, ['V12 warn dueAt']],
  ])('V12 %s', (_case, dates, expected) => {
    const judged = judge(dates);
    expect([codes(judged), judged.outcome]).toEqual([expected, 'accepted']);
  });

  it.each([
    ['2026-03-02T06:00:00Z', []],
    ['2026-03-02T06:00:01Z', ['V13 none sentAt']],
  ])('V13 measures a notice sent at %s and refuses nothing', (sentAt, expected) => {
    const judged = judge({ sentAt });
    expect([codes(judged), judged.outcome]).toEqual([expected, 'accepted']);
  });

  it('tells a partner the same thing once', () => {
    const twice = fault({ code: 'V8', action: 'warn', scope: 'line', line: 1, field: 'gtin' });
    expect(
      judge(
        { findings: [twice] },
        {
          findings: [
            { ...twice, message: 'in other words' },
            fault({ code: 'V8', action: 'warn', scope: 'line', line: 2, field: 'gtin' }),
          ],
        },
      ).findings,
    ).toHaveLength(2);
  });
});
