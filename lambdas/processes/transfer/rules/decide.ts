import { addBusinessMinutes } from '../../../domain/calendar.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type { Decision, Given, Heard, TransferBody } from '../contract.ts';
import { approvalAsk } from './asks.ts';
import { dueOn, later } from './dates.ts';
import { afterShipBy, cancel, reject } from './endings.ts';
import { impossibleBecause, judge } from './judge.ts';
import { isComplete, overUnits, scannedUnits, totalShipped, unitsOf, unshipped, withMoves } from './lines.ts';
import { approvedNews } from './news.ts';
import { record } from './record.ts';
import { decideTransit, departed } from './transit.ts';

/**
 * What a transfer does next (rule 5.5): the difference between what was heard and what was done, as moves. Nothing while
 * moves are left; `undefined` when it waits. Pure: the same facts, in whatever order they came, lead to the same end.
 */
export function decide(body: TransferBody, heard: Heard, given: Given): Decision | undefined {
  switch (body.stage) {
    case 'TERMS':
      return decideReservation(body, given);
    case 'JUDGING':
      return decideApproval(body, heard, given);
    case 'APPROVAL':
      return decideAnswer(body, heard, given);
    case 'SHIPPING':
      return decideShipping(body, heard, given);
    case 'TRANSIT':
      return decideTransit(body, heard, given);
    case 'ENDED':
      return decideLate(body, heard);
  }
}

/** What is scanned while a transfer ends is posted nowhere, so somebody hears of it. */
function decideLate(body: TransferBody, heard: Heard): Decision | undefined {
  const isLate = body.lines.some(
    (line) =>
      overUnits(line, heard) > 0 ||
      unitsOf(scannedUnits(heard, 'SHIPPED', line.line)) > unitsOf(line.shipped),
  );
  if (!isLate || body.late) return undefined;
  const told = withMoves(
    { ...body, late: true },
    {
      kind: 'case',
      class: 'LATE_TRANSFER_SCAN',
      subject: 'ended',
      summary: `Goods of transfer ${body.request.transferId} were scanned when it had ended as ${body.outcome}: nothing was posted for them.`,
    },
  );
  return { body: told, decisions: [], news: [], name: 'ReportLateScan' };
}

/** The ERP has answered: stock is reserved before anybody is asked. */
function decideReservation(body: TransferBody, given: Given): Decision {
  const reasons = impossibleBecause(body, given.document.sites);
  if (reasons.length > 0) {
    const decision = record(body, 'request', given.now, {
      inputs: { request: body.request },
      result: { reasons },
    });
    return reject(body, 'IMPOSSIBLE', [decision]);
  }
  const endsAt = later(given.now, given.limits.reservationMinutes.value);
  const units = Object.fromEntries(body.lines.map(({ line, asked }) => [line, asked]));
  const reserving = withMoves(
    { ...body, stage: 'JUDGING', reservation: { standing: given.isAct, round: 1, endsAt } },
    { kind: 'reserve', round: 1, units, endsAt },
  );
  return { body: reserving, decisions: [], news: [], name: 'ReserveAtSource' };
}

/** Also after units were reserved again for an approval that came when the first reservation had ended. */
function decideApproval(body: TransferBody, heard: Heard, given: Given): Decision {
  if (body.approvals.length > 0) return approve(body, given, []);
  if (heard.withdrawn) return cancel(body, 'WITHDRAWN', []);
  const { judgment, decisions } = judge(body, given);
  if (!given.isAct)
    return { body: { ...body, stage: 'ENDED', outcome: 'proposed' }, decisions, news: [], name: 'Propose' };
  if (judgment.kind === 'no-stock') return reject(body, 'NOT_ENOUGH_STOCK', decisions);
  if (judgment.kind !== 'ask') return approve(body, given, decisions);
  const [first] = judgment.approvers;
  if (!first) return approve(body, given, decisions);
  const approvalEndsAt = addBusinessMinutes(
    given.calendars.from,
    given.now,
    given.limits.approvalFinalMinutes.value,
  );
  const ask = approvalAsk(body, first, given);
  const asking = withMoves(
    {
      ...body,
      stage: 'APPROVAL',
      approvalEndsAt,
      approvers: judgment.approvers,
      asked: { step: ask.step, round: ask.round, units: {} },
    },
    ask,
  );
  return { body: asking, decisions, news: [], name: 'AskApproval' };
}

function decideAnswer(body: TransferBody, heard: Heard, given: Given): Decision | undefined {
  const { answer } = heard;
  const { now } = given;
  if (heard.withdrawn) return cancel(body, 'WITHDRAWN', []);
  if (answer?.option === 'EXPIRED' || (body.approvalEndsAt ?? now) <= now)
    return cancel(body, 'UNANSWERED', []);
  if (answer?.option === 'REJECT') return reject(body, 'REFUSED', []);
  if (answer) return decideNext(body, answer, given);
  const { standing, endsAt, round } = body.reservation;
  if (!standing || (endsAt ?? '') > now) return undefined;
  const freed = withMoves(
    { ...body, reservation: { ...body.reservation, standing: false } },
    { kind: 'release', round },
  );
  return { body: freed, decisions: [], news: [], name: 'EndReservation' };
}

function decideNext(body: TransferBody, answer: NonNullable<Heard['answer']>, given: Given): Decision {
  const step = body.asked?.step ?? '';
  const units = Object.fromEntries(
    body.lines.map(({ line, reserved }) => [
      line,
      answer.option === 'APPROVE' ? reserved : Number(answer.form[`line${line}`] ?? 0),
    ]),
  );
  const { asked: _, ...rest } = body;
  const approved: TransferBody = {
    ...rest,
    approvals: [...body.approvals, ...answer.by.map((by) => ({ step, by, units }))],
  };
  const next = body.approvers.find(
    ({ step: other }) => !approved.approvals.some((one) => one.step === other),
  );
  if (next) {
    const ask = approvalAsk(approved, next, given);
    const asking = withMoves({ ...approved, asked: { step: ask.step, round: ask.round, units: {} } }, ask);
    return { body: asking, decisions: [], news: [], name: 'AskApproval' };
  }
  if (body.reservation.standing) return approve(approved, given, []);
  const round = body.reservation.round + 1;
  const again = withMoves(
    { ...approved, stage: 'JUDGING', reservation: { standing: true, round } },
    { kind: 'reserve', round, units: leastOf(approved) },
  );
  return { body: again, decisions: [], news: [], name: 'ReserveAgain' };
}

/** Of several approvals the smallest counts, line by line; without any, all that was asked for. */
function leastOf({ lines, approvals }: TransferBody): Record<number, number> {
  return Object.fromEntries(
    lines.map(({ line, asked }) => [
      line,
      Math.min(asked, ...approvals.map(({ units }) => units[line] ?? 0)),
    ]),
  );
}

function approve(body: TransferBody, given: Given, decisions: readonly DecisionRecord[]): Decision {
  const units = leastOf(body);
  const total = Object.values(units).reduce((sum, one) => sum + one, 0);
  if (total === 0) return reject(body, 'REFUSED', decisions);
  if (body.lines.some(({ line, reserved }) => reserved < (units[line] ?? 0)))
    return reject(body, 'NOT_ENOUGH_STOCK', decisions);
  const { request } = body;
  const due = dueOn(body, given);
  const lines = body.lines.map((line) => ({ ...line, approved: units[line.line] ?? 0 }));
  const sent = lines.filter(({ approved }) => approved > 0);
  const round = body.reservation.round + 1;
  const approved = withMoves(
    {
      ...body,
      stage: 'SHIPPING',
      lines,
      dueOn: due,
      shipBy: later(given.now, given.limits.shipMinutes.value),
      reservation: { standing: true, round },
    },
    { kind: 'reserve', round, units },
    {
      kind: 'call',
      system: 'erp',
      operation: 'createTransfer',
      direction: 'do',
      site: request.from,
      input: {
        reference: request.transferId,
        from: request.from,
        to: request.to,
        dueOn: due,
        lines: sent.map(({ line, sku, approved: quantity }) => ({ line, sku, quantity })),
      },
      keeps: { document: 'erp', field: 'documentId' },
    },
    {
      kind: 'call',
      system: 'wms',
      operation: 'createPickTask',
      direction: 'do',
      site: request.from,
      input: {
        reference: request.transferId,
        lines: sent.map(({ line, sku, approved: quantity }) => ({
          orderLineId: `${request.transferId}/${line}`,
          sku,
          quantity,
        })),
      },
      keeps: { document: 'pickTask', field: 'pickTaskId' },
    },
  );
  return { body: approved, decisions, news: [approvedNews(approved, given)], name: 'Approve' };
}

/** Goods leave, or do not: the ship leg ends with its last scan, or when its time is over. */
function decideShipping(body: TransferBody, heard: Heard, given: Given): Decision | undefined {
  const units = unshipped(body, heard);
  if (units.length > 0) {
    const shipment = heard.scans.find((scan) => scan.leg === 'SHIPPED' && scan.shipmentId)?.shipmentId;
    const documents = { ...body.documents, ...(shipment === undefined ? {} : { shipment }) };
    return {
      body: withMoves({ ...body, documents }, { kind: 'post', leg: 'SHIPPED', units }),
      decisions: [],
      news: [],
      name: 'Ship',
    };
  }
  const isShipped = totalShipped(body) > 0;
  const isAll = body.lines.every(({ shipped, approved }) => unitsOf(shipped) >= approved);
  const isOver = (body.shipBy ?? given.now) <= given.now;
  if (isShipped && (isAll || isComplete(heard, 'SHIPPED') || heard.withdrawn || isOver))
    return departed(body, given);
  if (isShipped) return undefined;
  if (heard.withdrawn) return cancel(body, 'WITHDRAWN', []);
  return isOver ? afterShipBy(body, heard, given) : undefined;
}
