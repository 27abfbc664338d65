import { EnvelopeWalk } from '../../lambdas/doors/x12/envelope.ts';
import { ShipNoticeReader } from '../../lambdas/doors/x12/notice-856.ts';
import { segmentStream } from '../../lambdas/doors/x12/tokenizer.ts';
import { contextOf } from '../../test/doors/support/files.ts';
import { interchangeOf, shipNotice } from '../../test/doors/support/notices.ts';
import { readStream } from './stream-figure.ts';

const LINES = 100;
const interchange = interchangeOf([
  Array.from({ length: 10 }, (_, index) =>
    shipNotice({ asnId: `ASN-${index}`, lines: LINES, set: String(index + 1).padStart(4, '0') }),
  ),
]);
const context = contextOf('northwind-grocery', 'acorn-edi');

await readStream(interchange, async (pieces) => {
  const result = { segments: 0, messages: 0, faults: 0 };
  let envelope: EnvelopeWalk | undefined;
  let set: { readonly reader: ShipNoticeReader; lines: number } | undefined;
  for await (const segment of segmentStream(pieces)) {
    result.segments += 1;
    envelope ??= new EnvelopeWalk(segment.delimiters);
    if (segment.id === 'ST') {
      set = { reader: new ShipNoticeReader(context, segment.delimiters, segment.position), lines: 0 };
    }
    if (set?.reader.take(segment)) set.lines += 1;
    if (set && segment.id === 'SE') {
      set.reader.close('bench', new Set());
      result.messages += 1;
      result.faults += set.reader.log.findings.all().length + (set.lines === LINES ? 0 : 1);
      set = undefined;
    }
    if (!envelope.take(segment)) continue;
    const { findings, groups } = envelope.close(segment.end);
    result.faults += findings.length + groups.flatMap((group) => [...group.findings, ...group.codes]).length;
    envelope = undefined;
  }
  return result;
});
