import { describe, expect, it } from 'vitest';
import { parseX12 } from '../../../lambdas/doors/x12/parse-x12.ts';
import { renderAnswer } from '../../../lambdas/doors/x12/report-997.ts';
import { RECEIVED_AT } from '../support/files.ts';
import { SAMPLES, sampleSets, x12Context, x12Of } from '../support/x12.ts';

const read = (text: string) => parseX12(text, x12Context());
const documentOf = (body: readonly string[], setId: string) => {
  const file = read(x12Of([{ setId, body }]));
  return { verdict: file.verdict, document: file.documents[0]?.document as Shape | undefined, file };
};
interface Shape {
  readonly lines?: readonly object[];
}

/** Whether everything `part` says is said alike by `whole`: it may only be silent where `whole` speaks. */
function saysNoMore(part: unknown, whole: unknown): boolean {
  if (Array.isArray(part) && Array.isArray(whole)) {
    return part.length === whole.length && part.every((one, index) => saysNoMore(one, whole[index]));
  }
  if (part === null || typeof part !== 'object') return Object.is(part, whole);
  return Object.entries(part).every(([key, value]) =>
    saysNoMore(value, (whole as Record<string, unknown>)?.[key]),
  );
}

/**
 * Segments that are the whole of a fact, in sets without a total it is part of: only the count of segments tells that one
 * of them is gone.
 */
const ALONE: Readonly<Record<string, string>> = { '944': 'W13', '947': 'W19' };

describe.each(Object.keys(SAMPLES))('a sample %s', (setId) => {
  const body = SAMPLES[setId] ?? [];

  it('is accepted and acknowledged', () => {
    const { verdict, file } = documentOf(body, setId);
    expect(file.findings).toEqual([]);
    expect(verdict).toBe('accepted');
    const [answered] = file.report.interchanges ?? [];
    if (!answered) throw new Error('the file has no interchange');
    const answer = renderAnswer(answered, { controlNumber: '000000007', at: RECEIVED_AT }) ?? '';
    expect(answer).toContain(`AK2*${setId}*0001~\nAK5*A~\nAK9*A*1*1*1~`);
  });

  it('that lost any one segment has another verdict, or says the same and nothing more', () => {
    const whole = documentOf(body, setId).document;
    expect(whole?.lines?.length).toBeGreaterThan(1);
    for (const [lost, segment] of body.entries()) {
      const { verdict, document } = documentOf(body.toSpliced(lost, 1), setId);
      const counted = read(x12Of([{ setId, body }], { edit: (all) => all.toSpliced(3 + lost, 1) }));
      expect(counted.verdict, `without ${segment} and with its count`).toBe('rejected');
      if (segment.startsWith(`${ALONE[setId]}*`)) continue;
      if (verdict === 'accepted' && !saysNoMore(document, whole)) {
        throw new Error(`without ${segment}: ${JSON.stringify(document)}`);
      }
    }
  });

  it('is read the same with other delimiters, a byte order mark, indentation and no line ends', () => {
    const [set] = sampleSets(setId);
    const whole = documentOf(body, setId).document;
    const delimiters = { element: '|', component: '^', segment: "'" };
    for (const text of [
      x12Of(set ? [set] : [], { delimiters }),
      `\uFEFF${x12Of(set ? [set] : [], { lineEnd: '\r\n      ' })}`,
      x12Of(set ? [set] : [], { lineEnd: '' }),
    ]) {
      const file = read(text);
      expect(file.verdict).toBe('accepted');
      expect(file.documents[0]?.document).toEqual(whole);
    }
  });
});
