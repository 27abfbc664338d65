import type {
  Answer,
  Asked,
  Decision,
  Given,
  Heard,
  Planned,
  SystemCall,
  TransferBody,
  TransferLine,
  UnitsMoved,
} from '../contract.ts';
import { overAsk, shortageAsk } from './asks.ts';
import { dueOn, later, lostAt } from './dates.ts';
import { finish } from './endings.ts';
import {
  isComplete,
  outstandingOf,
  overUnits,
  scannedUnits,
  totalOutstanding,
  unitsOf,
  unposted,
  unshipped,
  valueAt,
  withMoves,
} from './lines.ts';
import { lostNews, recountNews, shippedNews } from './news.ts';
import { record } from './record.ts';

/** Goods on their way, until every unit of them is accounted for (rule 5.5). */

const quiet = (body: TransferBody, name: string): Decision => ({ body, decisions: [], news: [], name });

/** The ship leg is over: what was not shipped is free again, and the destination is told what comes (943). */
export function departed(body: TransferBody, given: Given): Decision {
  const left: TransferBody = {
    ...body,
    stage: 'TRANSIT',
    dueOn: dueOn(body, given),
    reservation: { ...body.reservation, standing: false },
  };
  const gone = withMoves(
    { ...left, lostAt: lostAt(left, given) },
    { kind: 'release', round: body.reservation.round },
    announce(left, left.lines, outstandingOf),
  );
  return { body: gone, decisions: [], news: [shippedNews(gone, given)], name: 'Depart' };
}

export function decideTransit(body: TransferBody, heard: Heard, given: Given): Decision | undefined {
  if (heard.withdrawn && !body.returning) return turnBack(body, given);
  const posting = postingOf(body, heard);
  if (posting) return quiet(withMoves(body, posting), posting.leg === 'RETURNED' ? 'TakeBack' : 'Receive');
  if (heard.answer) return carryOut(body, heard, heard.answer, given);
  if (body.asked) return isAnsweredByScans(body, heard) ? dropAsk(body) : undefined;
  if (totalOutstanding(body) > 0) return decideMissing(body, heard, given);
  return body.lines.some((line) => overUnits(line, heard) > 0)
    ? decideOver(body, heard, given)
    : finish(body);
}

/** After shipping nothing is corrected in the books: the goods come back on a leg of their own. */
function turnBack(body: TransferBody, given: Given): Decision {
  const { request, documents } = body;
  const { advice, ...others } = documents;
  const { asked: _, ...rest } = body;
  const back: TransferBody = { ...rest, documents: others, returning: true, missed: false };
  const turned: TransferBody = { ...back, dueOn: dueOn(back, given) };
  const returning = withMoves(
    { ...turned, lostAt: lostAt(turned, given) },
    ...(body.asked ? [{ kind: 'drop' } as const] : []),
    ...(advice === undefined
      ? []
      : [
          {
            kind: 'call',
            system: 'wms',
            operation: 'withdrawTransferAdvice',
            direction: 'undo',
            site: request.to,
            input: { adviceId: advice, reason: 'The transfer was withdrawn; its goods go back.' },
          } as const,
        ]),
    announce(turned, turned.lines, outstandingOf),
  );
  return quiet(returning, 'TurnBack');
}

/** The 943 of a leg, to the site its goods go to. */
function announce(
  { request, dueOn: day, returning }: TransferBody,
  lines: readonly TransferLine[],
  units: (line: TransferLine) => number,
): Planned {
  const [from, to] = returning ? [request.to, request.from] : [request.from, request.to];
  return {
    kind: 'call',
    system: 'wms',
    operation: 'announceTransfer',
    direction: 'do',
    site: to,
    input: {
      transferId: request.transferId,
      from,
      dueOn: day,
      lines: lines
        .map((line) => ({ line: line.line, sku: line.sku, quantity: units(line) }))
        .filter(({ quantity }) => quantity > 0),
    },
    keeps: { document: 'advice', field: 'adviceId' },
  };
}

/** Scanned units that are in transit are posted where they are; a ship scan may come after them. */
function postingOf(body: TransferBody, heard: Heard) {
  const shipped = unshipped(body, heard);
  if (shipped.length > 0) return { kind: 'post', leg: 'SHIPPED', units: shipped } as const;
  for (const leg of ['RECEIVED', 'RETURNED'] as const) {
    const units = body.lines.flatMap((line) =>
      unposted(
        line,
        scannedUnits(heard, leg, line.line),
        leg === 'RECEIVED' ? line.received : line.returned,
        outstandingOf(line),
      ),
    );
    if (units.length > 0) return { kind: 'post', leg, units } as const;
  }
  const found = body.lines.flatMap(({ line, sku, lost, ...rest }) => {
    const quantity = Math.min(lost, overUnits({ line, sku, lost, ...rest }, heard));
    return quantity > 0 ? [{ line, sku, lot: '', quantity }] : [];
  });
  return found.length > 0 ? ({ kind: 'post', leg: 'FOUND', units: found } as const) : undefined;
}

/** The units in question came, or turned out to have been shipped. */
function isAnsweredByScans(body: TransferBody, heard: Heard): boolean {
  return body.asked?.step === 'shortage'
    ? totalOutstanding(body) === 0
    : body.lines.every((line) => overUnits(line, heard) === 0);
}

function dropAsk({ asked: _, ...body }: TransferBody): Decision {
  return quiet(withMoves(body, { kind: 'drop' }), 'Drop');
}

/** Whether a difference is within what bulk goods may lose or gain on the way; others have no tolerance. */
export function isTolerated(line: TransferLine, difference: number, { limits }: Given): boolean {
  const { numerator, denominator } = limits.bulkTolerance.value;
  const allowed = BigInt(unitsOf(line.shipped)) * BigInt(numerator);
  return line.terms?.bulk === true && BigInt(difference) * BigInt(denominator) <= allowed;
}

/** Units are missing once the last scan of the leg has come, or its time is over. */
function decideMissing(body: TransferBody, heard: Heard, given: Given): Decision | undefined {
  const { now } = given;
  const ended =
    isComplete(heard, body.returning ? 'RETURNED' : 'RECEIVED') ||
    (!body.returning && isComplete(heard, 'RETURNED'));
  const isLost = !ended && (body.lostAt ?? now) <= now;
  if (!ended && !isLost) return undefined;
  const missing = body.lines.filter((line) => outstandingOf(line) > 0);
  if ((body.askAgainAt ?? '') > now && !isRecounted(body, missing, heard)) return undefined;
  if (ended && missing.every((line) => isTolerated(line, outstandingOf(line), given)))
    return {
      body: moved(body, 'LOST', outstandingOf),
      decisions: [toleranceRecord(body, given, missing, outstandingOf)],
      news: [lostNews(body, 'ACCEPTED', given)],
      name: 'Tolerate',
    };
  const isFirst = body.rounds.shortage === 0;
  const { askAgainAt: _, ...rest } = body;
  const next: TransferBody = {
    ...rest,
    missed: body.missed || isLost,
    rounds: { ...body.rounds, shortage: body.rounds.shortage + 1 },
  };
  const ask = shortageAsk(next, heard, given);
  const { transferId, from, to } = body.request;
  const asking = withMoves(
    { ...next, asked: askedOf(ask, missing, outstandingOf) },
    ...(isLost && !body.missed
      ? [
          {
            kind: 'case',
            class: 'LOST_IN_TRANSIT',
            subject: body.returning ? 'lost-return' : 'lost',
            summary: `${totalOutstanding(body)} units of transfer ${transferId} from ${from} to ${to} were due ${body.dueOn} and nobody received them.`,
          } as const,
        ]
      : []),
    ask,
  );
  const reason = isLost ? 'NO_RECEIPT' : 'SHORT';
  const isNews = isFirst || (isLost && !body.missed);
  return {
    body: asking,
    decisions: [toleranceRecord(body, given, missing, outstandingOf)],
    news: isNews ? [lostNews(body, reason, given)] : [],
    name: 'AskShortage',
  };
}

/** The source has counted everything that is missing: nobody has to wait for the rest of its time. */
function isRecounted(
  { rounds }: TransferBody,
  missing: readonly TransferLine[],
  { recounts }: Heard,
): boolean {
  const counted = recounts.filter(({ round }) => round === rounds.shortage).map(({ sku }) => sku);
  return missing.every(({ sku }) => counted.includes(sku));
}

function decideOver(body: TransferBody, heard: Heard, given: Given): Decision {
  const over = body.lines.filter((line) => overUnits(line, heard) > 0);
  const units = (line: TransferLine) => overUnits(line, heard);
  const decision = toleranceRecord(body, given, over, units);
  if (over.every((line) => isTolerated(line, units(line), given)))
    return { ...quiet(moved(body, 'CORRECTED', units), 'Tolerate'), decisions: [decision] };
  const next = { ...body, rounds: { ...body.rounds, over: body.rounds.over + 1 } };
  const ask = overAsk(next, heard, given);
  const asking = withMoves({ ...next, asked: askedOf(ask, over, units) }, ask);
  return { body: asking, decisions: [decision], news: [], name: 'AskOver' };
}

function askedOf(
  { step, round }: { readonly step: string; readonly round: number },
  lines: readonly TransferLine[],
  units: (line: TransferLine) => number,
): Asked {
  return { step, round, units: Object.fromEntries(lines.map((line) => [line.line, units(line)])) };
}

function toleranceRecord(
  body: TransferBody,
  given: Given,
  lines: readonly TransferLine[],
  units: (line: TransferLine) => number,
) {
  return record(body, 'receipt-tolerance', given.now, {
    inputs: {
      lines: lines.map((line) => ({
        line: line.line,
        bulk: line.terms?.bulk ?? false,
        shipped: unitsOf(line.shipped),
        difference: units(line),
      })),
    },
    thresholds: { bulkTolerance: given.limits.bulkTolerance },
    result: { tolerated: lines.every((line) => isTolerated(line, units(line), given)) },
  });
}

function carryOut(body: TransferBody, heard: Heard, answer: Answer, given: Given): Decision {
  const { asked, ...rest } = body;
  const { limits, now } = given;
  const inQuestion = (line: TransferLine, units: number) => Math.min(units, asked?.units[line.line] ?? 0);
  const missing = (line: TransferLine) => inQuestion(line, outstandingOf(line));
  const over = (line: TransferLine) => inQuestion(line, overUnits(line, heard));
  switch (answer.option) {
    case 'RECOUNT_SOURCE': {
      const waiting = { ...rest, askAgainAt: later(now, limits.recountMinutes.value) };
      return { ...quiet(waiting, 'RecountSource'), news: recountNews(body) };
    }
    case 'TRACE':
      return quiet({ ...rest, askAgainAt: later(now, limits.traceMinutes.value) }, 'Trace');
    case 'CARRIER_CLAIM':
      return quiet(withMoves(rest, claimOf(body, given)), 'ClaimFromCarrier');
    case 'ACCEPT_LOSS':
      return {
        ...quiet(moved(rest, 'LOST', missing), 'AcceptLoss'),
        news: [lostNews(body, 'ACCEPTED', given)],
      };
    case 'RETURN':
      return quiet(sendBack(rest, over), 'SendBack');
    case 'ACCEPT_CORRECT':
      return quiet(moved(rest, 'CORRECTED', over), 'Correct');
    default:
      return quiet(withMoves(rest, parked(body)), 'Park');
  }
}

/** Posts units of every line that has some. */
function moved(
  body: TransferBody,
  leg: 'LOST' | 'CORRECTED',
  units: (line: TransferLine) => number,
): TransferBody {
  const moving: UnitsMoved[] = body.lines
    .map((line) => ({ line: line.line, sku: line.sku, lot: '', quantity: units(line) }))
    .filter(({ quantity }) => quantity > 0);
  return moving.length === 0 ? body : withMoves(body, { kind: 'post', leg, units: moving });
}

/** Their books never left the source, so nothing is posted: the source expects them (943). */
function sendBack(body: TransferBody, units: (line: TransferLine) => number): TransferBody {
  const lines = body.lines.map((line) => ({ ...line, refused: line.refused + units(line) }));
  const { keeps: _, ...advice } = announce({ ...body, returning: true }, body.lines, units) as SystemCall;
  return withMoves({ ...body, lines }, advice);
}

function claimOf({ request, documents, lines }: TransferBody, { document }: Given): Planned {
  return {
    kind: 'call',
    system: 'tms',
    operation: 'draftClaim',
    direction: 'do',
    site: request.from,
    input: {
      shipmentId: documents.shipment,
      reason: `Transfer ${request.transferId} did not arrive whole.`,
      amount: { minor: valueAt(lines, outstandingOf), currency: document.currency },
    },
    keeps: { document: 'claim', field: 'claimId' },
  };
}

function parked({ request, asked }: TransferBody): Planned {
  return {
    kind: 'case',
    class: 'DECISION_PARKED',
    subject: `${asked?.step}#${asked?.round}`,
    summary: `Nobody decided in time about the units in question of transfer ${request.transferId}: they stay where they are, and the question is asked again.`,
  };
}
