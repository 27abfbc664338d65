import { BackorderReleased, BackorderWithdrawn } from '../../events/backorder.ts';
import { ReceiptOverdue, ReceiptReconciled, ReceiptReversed } from '../../events/inbound.ts';
import { InventoryPositionChanged } from '../../events/inventory.ts';
import { CustomerAnswered, MessageBounced, PromiseReviewRequested } from '../../events/promise.ts';
import { type Access, type ProcessSpec, tasksOf } from '../functions.ts';

const supply = [ReceiptOverdue, ReceiptReconciled, ReceiptReversed, InventoryPositionChanged];
/** News starts or wakes processes; what breaks its contract goes to quarantine. */
const news: Access = { documents: 'write', publish: true, machines: ['start', 'signal'] };
const work: Access = { tables: { processes: 'write', inventory: 'write', work: 'write', tenants: 'read' } };

/** Order promise: when supply behind an order's dates moves, the dates move, and the customer hears of it. */
export const orderPromise: ProcessSpec = {
  name: 'order-promise',
  errorImpact: 'Promised dates stay as they were: customers are not told, late orders are not refunded.',
  tasks: tasksOf('order-promise', {
    OpenPromise: { tables: { processes: 'write', inventory: 'write' } },
    BeginReview: { tables: { ...work.tables, processes: 'read' } },
    RequestReviews: { tables: { processes: 'read', inventory: 'write' } },
    ListSources: { tables: { tenants: 'read' } },
    KeepDemand: { tables: { processes: 'write' } },
    DecidePromise: work,
    EndReview: work,
    SummarizePromise: work,
    ClosePromise: { tables: { processes: 'write', inventory: 'write', work: 'write' } },
  }),
  shared: ['AwaitSignal'],
  adapters: ['oms', 'erp', 'tms', 'crm', 'contact-center', 'ecommerce', 'finance'],
  consumers: [
    {
      entry: 'processes/order-promise/watch-supply',
      kind: 'consumer',
      on: { anyOf: [PromiseReviewRequested, ...supply] },
      access: { ...news, tables: { processes: 'read', tenants: 'read' }, machines: ['start'] },
      errorImpact: 'Lost or late supply moves no promise: customers wait for goods that do not come.',
    },
    {
      entry: 'processes/order-promise/review-orders',
      kind: 'consumer',
      on: { anyOf: [PromiseReviewRequested, BackorderReleased, BackorderWithdrawn] },
      access: { ...news, tables: { processes: 'write', tenants: 'read' } },
      errorImpact: 'Orders whose stock or supply changed keep their old dates.',
    },
    {
      entry: 'processes/order-promise/hear-customer',
      kind: 'consumer',
      on: { anyOf: [CustomerAnswered, MessageBounced] },
      access: { ...news, tables: { processes: 'write', tenants: 'read' } },
      errorImpact: 'Answers have no effect: who cancels gets no money, who agrees is cancelled.',
    },
  ],
};
