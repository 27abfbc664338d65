import { StructureWalk } from '../../lambdas/doors/edifact/description.ts';
import { EnvelopeWalk } from '../../lambdas/doors/edifact/envelope.ts';
import { DESADV } from '../../lambdas/doors/edifact/messages/desadv.ts';
import { segmentStream } from '../../lambdas/doors/edifact/tokenizer.ts';
import { despatchAdvice, edifactOf, messageOf } from '../../test/doors/support/edifact.ts';

/** Reads as many megabytes of EDIFACT as its argument says, in one process, and prints what that took. */
const wanted = Number(process.argv[2]) * 1024 * 1024;
const PIECE = 64 * 1024;

const interchange = edifactOf(
  Array.from({ length: 10 }, (_, index) =>
    messageOf('DESADV', despatchAdvice(`DES-${index}`, 100), String(index + 1)),
  ),
);

let bytes = 0;
async function* pieces() {
  let rest = '';
  while (bytes < wanted || rest !== '') {
    if (rest.length < PIECE && bytes < wanted) {
      rest += interchange;
      bytes += interchange.length;
    }
    yield rest.slice(0, PIECE);
    rest = rest.slice(PIECE);
  }
}

const result = { segments: 0, messages: 0, faults: 0 };
const began = performance.now();
let envelope = new EnvelopeWalk();
let structure: StructureWalk | undefined;
for await (const segment of segmentStream(pieces())) {
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
const milliseconds = performance.now() - began;
const peak = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ ...result, bytes, milliseconds, peak } satisfies ReadStream));

/** Sizes in bytes; `peak` is the most memory ever held. */
export interface ReadStream {
  readonly segments: number;
  readonly messages: number;
  readonly faults: number;
  readonly bytes: number;
  readonly milliseconds: number;
  readonly peak: number;
}
