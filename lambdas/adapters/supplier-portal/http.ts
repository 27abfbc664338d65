import { httpConnector } from '../http-connector.ts';
import { supplierPortal } from './port.ts';

export const supplierPortalHttp = httpConnector(supplierPortal, {
  lookUpConfirmations: {
    method: 'POST',
    path: '/confirmations/lookup',
    summary: 'What suppliers confirmed of these orders (855).',
  },
  sendReceivingAdvice: {
    method: 'POST',
    path: '/receiving-advices',
    summary: 'Sends the receiving advice (861).',
  },
  sendOrderChange: {
    method: 'POST',
    path: '/order-changes',
    summary: 'Tells the supplier about an order change (860).',
  },
  requestReturn: {
    method: 'POST',
    path: '/supplier-returns',
    summary: 'Asks a supplier to take goods back (180).',
  },
  fileClaim: { method: 'POST', path: '/claims', summary: 'Files a claim against a supplier.' },
  withdrawClaim: { method: 'POST', path: '/claims/{claimId}/withdrawal', summary: 'Withdraws a claim.' },
  sendOrder: { method: 'POST', path: '/orders', summary: 'Sends a purchase order (850).' },
  sendReminder: {
    method: 'POST',
    path: '/orders/{poId}/reminders',
    summary: 'Asks the supplier to acknowledge an order.',
  },
});
