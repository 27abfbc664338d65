import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type InspectionFacts,
  inspectionReasons,
  inspectionVerdict,
  isSteady,
  nextSeverity,
  presentSeverity,
  type SeverityHistory,
  samplingPlan,
} from '../../lambdas/domain/inspection.ts';

const aql = { critical: '0', major: '2.5', minor: '4.0' } as const;
const settings = {
  firstReceipts: 3,
  defectRate: { numerator: 2, denominator: 100 },
  defectWindowDays: 30,
  aql,
};
const quiet: InspectionFacts = {
  item: 'BY_RULE',
  severity: 'normal',
  receipts: 3,
  defectUnits: 0,
  inspectedUnits: 0,
  lotExpiry: false,
};

describe('inspectionReasons', () => {
  it.each<[string, Partial<InspectionFacts>, string[]]>([
    ['nothing speaks for it', {}, []],
    ['the item always is', { item: 'ALWAYS' }, ['ITEM_ALWAYS']],
    ['the third receipt', { receipts: 2 }, ['FIRST_RECEIPTS']],
    ['the first receipt of an exempt item', { item: 'NEVER', receipts: 0 }, []],
    ['a defect rate below the limit', { defectUnits: 199, inspectedUnits: 10_000 }, []],
    ['a defect rate at the limit', { defectUnits: 200, inspectedUnits: 10_000 }, ['DEFECT_RATE']],
    ['a defect rate above it', { defectUnits: 201, inspectedUnits: 10_000 }, ['DEFECT_RATE']],
    ['a failed lot check of an exempt item', { item: 'NEVER', lotExpiry: true }, ['LOT_EXPIRY']],
    ['tightened inspection', { severity: 'tightened' }, ['TIGHTENED']],
    ['a stopped supplier', { severity: 'stopped' }, ['STOPPED']],
    ['reduced inspection inspects no lot by itself', { severity: 'reduced' }, []],
    ['several at once', { item: 'ALWAYS', severity: 'tightened' }, ['ITEM_ALWAYS', 'TIGHTENED']],
  ])('%s', (_case, facts, reasons) => {
    expect(inspectionReasons({ ...quiet, ...facts }, settings)).toEqual(reasons);
  });
});

describe('samplingPlan', () => {
  it('draws 50 of 500, accepting 3 major and 5 minor defects', () => {
    expect(samplingPlan(500, 'normal', aql)).toEqual({
      lotSize: 500,
      codeLetter: 'H',
      severity: 'normal',
      classes: [
        { defect: 'critical', aql: '0', sample: 50, ac: 0, re: 1 },
        { defect: 'major', aql: '2.5', sample: 50, ac: 3, re: 4 },
        { defect: 'minor', aql: '4.0', sample: 50, ac: 5, re: 6 },
      ],
    });
  });

  it('inspects every unit of a lot the sample would exceed', () => {
    const plan = samplingPlan(4, 'normal', aql);
    expect(plan.classes.map(({ sample }) => sample)).toEqual([4, 4, 3]);
  });

  it('looks for critical defects in the largest sample', () => {
    expect(samplingPlan(30, 'normal', { ...aql, major: '1.0' }).classes.map(({ sample }) => sample)).toEqual([
      13, 13, 13,
    ]);
  });

  it('draws from a stopped supplier as under tightened inspection', () => {
    expect(samplingPlan(500, 'stopped', aql).classes).toEqual(samplingPlan(500, 'tightened', aql).classes);
    expect(samplingPlan(500, 'stopped', aql).severity).toBe('stopped');
  });

  it('never draws more than the lot nor accepts what it rejects', () => {
    const severities = fc.constantFrom('normal', 'tightened', 'reduced', 'stopped');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000 }), severities, (lot, severity) => {
        for (const { sample, ac, re } of samplingPlan(lot, severity, aql).classes) {
          expect(sample).toBeLessThanOrEqual(lot);
          expect(sample).toBeGreaterThan(0);
          expect(re).toBe(ac + 1);
        }
      }),
    );
  });
});

describe('inspectionVerdict', () => {
  const plan = samplingPlan(500, 'normal', aql);
  it.each([
    [0, 3, 5, 'pass'],
    [0, 4, 5, 'fail'],
    [0, 3, 6, 'fail'],
    [1, 0, 0, 'fail'],
    [0, 0, 0, 'pass'],
  ])('%i critical, %i major, %i minor defects %s', (critical, major, minor, verdict) => {
    expect(inspectionVerdict(plan, { critical, major, minor })).toBe(verdict);
  });
});

describe('nextSeverity', () => {
  const lots = (text: string, severity?: SeverityHistory['severity']) =>
    [...text].map((lot) => ({ accepted: lot === 'a', ...(severity && { severity }) }));
  it.each<[SeverityHistory['severity'], string, boolean, SeverityHistory['severity']]>([
    ['normal', 'r', true, 'normal'],
    ['normal', 'rr', true, 'tightened'],
    ['normal', 'raaar', true, 'tightened'],
    ['normal', 'raaaar', true, 'normal'],
    ['normal', 'aaaaaaaaa', true, 'normal'],
    ['normal', 'aaaaaaaaaa', true, 'reduced'],
    ['normal', 'aaaaaaaaaa', false, 'normal'],
    ['normal', 'raaaaaaaaaa', true, 'reduced'],
    ['normal', 'aaaaaraaaa', true, 'normal'],
    ['tightened', 'aaaa', true, 'tightened'],
    ['tightened', 'aaaaa', true, 'normal'],
    ['tightened', 'raaaaa', true, 'normal'],
    ['tightened', 'aaaraaaa', true, 'tightened'],
    ['tightened', 'rrrr', true, 'tightened'],
    ['tightened', 'rrrrr', true, 'stopped'],
    ['tightened', 'raaaaraaaaraaaaraaaar', true, 'stopped'],
    ['reduced', 'aaa', true, 'reduced'],
    ['reduced', 'aar', true, 'normal'],
    ['reduced', 'aaa', false, 'normal'],
    ['stopped', 'aaaaaaaaaa', true, 'stopped'],
  ])('%s with %s (steady: %s) becomes %s', (severity, text, steady, expected) => {
    expect(nextSeverity({ severity, outcomes: lots(text) }, steady).severity).toBe(expected);
  });

  it('does not count lots of before the last switch', () => {
    const outcomes = [...lots('rr', 'normal'), ...lots('rrr', 'tightened')];
    expect(nextSeverity({ severity: 'tightened', outcomes }, false).severity).toBe('tightened');
    const stopped = [...outcomes, ...lots('rr', 'tightened')];
    expect(nextSeverity({ severity: 'tightened', outcomes: stopped }, false).severity).toBe('stopped');
    const relaxed = [...lots('aaaaaaaaa', 'tightened'), ...lots('a', 'normal')];
    expect(nextSeverity({ severity: 'normal', outcomes: relaxed }, true).severity).toBe('normal');
  });

  it('takes supply for steady only where the tenant names the supplier', () => {
    expect(isSteady('SUP-1', settings)).toBe(false);
    expect(isSteady('SUP-1', { ...settings, steadySuppliers: ['SUP-2'] })).toBe(false);
    expect(isSteady('SUP-1', { ...settings, steadySuppliers: ['SUP-1'] })).toBe(true);
  });

  it.each([
    ['reduced', true, 'reduced'],
    ['reduced', false, 'normal'],
    ['normal', false, 'normal'],
    ['tightened', false, 'tightened'],
    ['stopped', false, 'stopped'],
  ] as const)('%s with steady supply %s inspects the next lot as %s', (severity, steady, present) => {
    expect(presentSeverity(severity, steady)).toBe(present);
  });

  it('follows the rules over any series of lots', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 120 }), (series) => {
        let severity: SeverityHistory['severity'] = 'normal';
        const outcomes: { accepted: boolean; severity: SeverityHistory['severity'] }[] = [];
        let here: boolean[] = [];
        for (const accepted of series) {
          outcomes.push({ accepted, severity });
          here.push(accepted);
          const next = nextSeverity({ severity, outcomes }, true);
          const tail = (count: number) => here.slice(-count);
          const allowed = {
            normal:
              tail(5).filter((lot) => !lot).length >= 2
                ? 'tightened'
                : here.length >= 10 && tail(10).every(Boolean)
                  ? 'reduced'
                  : 'normal',
            tightened:
              here.filter((lot) => !lot).length >= 5
                ? 'stopped'
                : here.length >= 5 && tail(5).every(Boolean)
                  ? 'normal'
                  : 'tightened',
            reduced: accepted ? 'reduced' : 'normal',
            stopped: 'stopped',
          }[severity];
          expect(next.severity).toBe(allowed);
          if (next.severity !== severity) here = [];
          severity = next.severity;
        }
      }),
    );
  });
});
