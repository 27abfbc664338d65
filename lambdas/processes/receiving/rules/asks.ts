import { approvalTier } from '../../../domain/approval.ts';
import { type Money, valueInQuestion } from '../../../domain/money.ts';
import type { TaskOption } from '../../../domain/task-option.ts';
import type { Role } from '../../../domain/tenant.ts';
import type { Ask, AskStep, ReceivingLine, SettleContext } from './line.ts';
import type { LineFacts } from './line-facts.ts';

/** A question about a line before its people and deadlines are known. */
export interface Question {
  readonly step: AskStep;
  /** Units in question: what the answer covers and what the approval tier weighs. */
  readonly units: number;
  readonly title: string;
  readonly options: readonly TaskOption[];
  /** Who is asked when the value of the units asks for nobody higher. */
  readonly group: Role;
  /** Options that give away money or stock: the tier of the value approves them (rule 4.4). Absent: not weighed. */
  readonly approved?: readonly string[];
  readonly excluded: readonly string[];
  readonly context: Readonly<Record<string, unknown>>;
  /** The carrier is being traced: the question may wait until it would be parked otherwise. */
  readonly patient?: boolean;
}

/** Who outranks whom among the groups a review can go to. */
const RANK: readonly Role[] = ['operator', 'supervisor', 'inventory-manager', 'dc-manager', 'finance'];

/**
 * Deadlines of rule 5.1 from the tenant's settings: reminder at half the time, two escalations, then the safe end. A
 * recount carries no value, which would tell how many units are missing.
 */
export function askOf(
  question: Question,
  round: number,
  line: ReceivingLine,
  facts: LineFacts,
  context: SettleContext,
): Ask {
  const { dueMinutes, level2Minutes, level3Minutes, parkMinutes } = context.settings.review;
  const value = valueInQuestion(question.step === 'recount' ? 0 : question.units, facts.cost);
  const patience = question.patient ? parkMinutes : 0;
  return {
    step: question.step,
    round,
    title: question.title,
    options: question.options,
    value,
    excluded: question.excluded,
    context: {
      sku: line.sku,
      ...(line.item && { description: line.item.description }),
      ...(line.poId !== undefined && { poId: line.poId }),
      ...question.context,
    },
    ...peopleFor(question, value, context),
    dueMinutes: patience + dueMinutes,
    reminderMinutes: patience + Math.floor(dueMinutes / 2),
    escalations: [
      { minutes: patience + level2Minutes, group: 'dc-manager' },
      { minutes: patience + level3Minutes, group: 'purchasing' },
    ],
    parkMinutes: patience + parkMinutes,
  };
}

/** The higher of the class's group and the tier's first approver; every approver of the tier when it has several. */
function peopleFor(
  { group, approved }: Question,
  value: Money,
  context: SettleContext,
): Pick<Ask, 'group' | 'approvals'> {
  if (!approved) return { group };
  const { approvers } = approvalTier(context.approvalTiers, value, context.currency);
  const [first] = approvers;
  if (first === undefined) return { group };
  const higher = RANK.indexOf(first) === -1 || RANK.indexOf(first) > RANK.indexOf(group) ? first : group;
  return { group: higher, ...(approvers.length > 1 && { approvals: { approvers, options: approved } }) };
}
