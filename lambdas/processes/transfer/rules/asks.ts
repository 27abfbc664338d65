import { approvalTier } from '../../../domain/approval.ts';
import { formOf, option } from '../../../domain/task-option.ts';
import type { Approver, Ask, Given, Heard, TransferBody } from '../contract.ts';
import { outstandingOf, overUnits, valueAt } from './lines.ts';

/** What people are asked, with the effect of each answer in one sentence (rule 5.5). */

type Question = Omit<Ask, 'id'>;

export const fieldOf = (line: number) => `line${line}`;

/** Asks the next approver; whoever asked for the transfer or approved it before is excluded. */
export function approvalAsk(body: TransferBody, approver: Approver, given: Given): Question {
  const { request, lines, approvals } = body;
  const { limits } = given;
  const most = lines.map(({ line, reserved }) => [fieldOf(line), reserved] as const);
  return {
    kind: 'ask',
    step: approver.step,
    round: 1,
    site: request[approver.at],
    group: approver.role,
    title: `Approve transfer ${request.transferId} from ${request.from} to ${request.to}`,
    options: [
      option('APPROVE', 'Approve', 'What is reserved is sent, as far as the others approve it too.'),
      option('APPROVE_PART', 'Approve part', 'At most the units given here are sent; 0 leaves a line out.', {
        formSchema: formOf(
          Object.fromEntries(
            most.map(([field, maximum]) => [
              field,
              { type: 'integer', title: `Units of ${field}`, minimum: 0, maximum },
            ]),
          ),
        ),
      }),
      option('REJECT', 'Reject', 'Nothing is sent and the reserved units are free again.', {
        needsComment: true,
      }),
    ],
    excluded: [request.requestedBy, ...approvals.map(({ by }) => by)],
    approvers: [],
    approved: [],
    minutes: [
      limits.approvalMinutes.value,
      limits.approvalLevel2Minutes.value,
      limits.approvalFinalMinutes.value,
    ],
    context: { request, reserved: Object.fromEntries(most), approvedBefore: approvals },
    value: valueAt(lines, ({ asked }) => asked),
  };
}

/** Asks what became of units that were shipped and did not arrive. */
export function shortageAsk(body: TransferBody, heard: Heard, given: Given): Question {
  const { request, lines, documents, rounds, missed } = body;
  const missing = lines
    .map((line) => ({ line: line.line, sku: line.sku, quantity: outstandingOf(line) }))
    .filter(({ quantity }) => quantity > 0);
  const value = valueAt(lines, outstandingOf);
  return {
    ...review(body, heard, given, value, ['ACCEPT_LOSS']),
    step: 'shortage',
    round: rounds.shortage,
    title: `${missed ? 'Not received' : 'Received short'}: transfer ${request.transferId} from ${request.from} to ${request.to}`,
    options: [
      option(
        'RECOUNT_SOURCE',
        'Count at the source',
        'The source counts what it may have kept; this question comes back with what was found.',
      ),
      option('TRACE', 'Trace', 'The carrier searches; this question comes back.'),
      ...(documents.shipment !== undefined && documents.claim === undefined
        ? [
            option(
              'CARRIER_CLAIM',
              'Claim from the carrier',
              'A claim is drafted for a person to file; the units stay in transit and this question comes back.',
            ),
          ]
        : []),
      option('ACCEPT_LOSS', 'Accept the loss', 'The missing units are written off at cost.', {
        needsComment: true,
      }),
    ],
    context: { missing, documents, recounted: heard.recounts },
  };
}

/** Asks what to do with units that came beyond what was shipped. */
export function overAsk(body: TransferBody, heard: Heard, given: Given): Question {
  const { request, lines, rounds } = body;
  const over = lines
    .map((line) => ({ line: line.line, sku: line.sku, quantity: overUnits(line, heard) }))
    .filter(({ quantity }) => quantity > 0);
  const value = valueAt(lines, (line) => overUnits(line, heard));
  return {
    ...review(body, heard, given, value, ['ACCEPT_CORRECT']),
    step: 'over',
    round: rounds.over,
    title: `Received over: transfer ${request.transferId} from ${request.from} to ${request.to}`,
    options: [
      option(
        'RETURN',
        'Send back',
        'The units beyond what was shipped go back to the source, whose they are.',
      ),
      option(
        'ACCEPT_CORRECT',
        'Keep and correct',
        'The source is booked as having shipped them; they become stock of the destination.',
        { needsComment: true },
      ),
    ],
    context: { over },
  };
}

/** Who decides about units in question: by value as rule 4.4 says, and nobody who scanned them. */
function review(
  { request }: TransferBody,
  { scans }: Heard,
  { limits, document }: Given,
  value: number,
  approved: readonly string[],
) {
  const { currency, approvalTiers } = document;
  const { approvers } = approvalTier(approvalTiers, { minor: value, currency }, currency);
  const counted = scans.filter(({ leg }) => leg === 'RECEIVED' || leg === 'RETURNED');
  return {
    kind: 'ask' as const,
    site: request.from,
    group: 'supervisor' as const,
    excluded: [...new Set([request.requestedBy, ...counted.map(({ scannedBy }) => scannedBy)])],
    approvers,
    approved,
    minutes: [
      limits.reviewMinutes.value,
      limits.reviewLevel2Minutes.value,
      limits.reviewFinalMinutes.value,
    ] as const,
    value,
  };
}
