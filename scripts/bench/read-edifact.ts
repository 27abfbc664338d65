import { StructureWalk } from '../../lambdas/doors/edifact/description.ts';
import { EnvelopeWalk } from '../../lambdas/doors/edifact/envelope.ts';
import { DESADV } from '../../lambdas/doors/edifact/messages/desadv.ts';
import { segmentStream } from '../../lambdas/doors/edifact/tokenizer.ts';
import { despatchAdvice, edifactOf, messageOf } from '../../test/doors/support/edifact.ts';
import { readStream } from './stream-figure.ts';

const interchange = edifactOf(
  Array.from({ length: 10 }, (_, index) =>
    messageOf('DESADV', despatchAdvice(`DES-${index}`, 100), String(index + 1)),
  ),
);

await readStream(interchange, async (pieces) => {
  const result = { segments: 0, messages: 0, faults: 0 };
  let envelope = new EnvelopeWalk();
  let structure: StructureWalk | undefined;
  for await (const segment of segmentStream(pieces)) {
    result.segments += 1;
    if (segment.tag === 'UNH') structure = new StructureWalk(DESADV);
    else if (segment.tag === 'UNT') {
      result.faults += structure?.end().length ?? 1;
      result.messages += 1;
      structure = undefined;
    } else result.faults += structure?.take(segment.tag).faults.length ?? 0;
    if (envelope.take(segment)) {
      const { faults, messages } = envelope.close(segment.end);
      result.faults += faults.length + messages.flatMap((one) => one.faults).length;
      envelope = new EnvelopeWalk();
    }
  }
  return result;
});
