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
  withdrawReturn: {
    method: 'POST',
    path: '/supplier-returns/{returnId}/withdrawal',
    summary: 'Withdraws such a request.',
  },
  fileClaim: { method: 'POST', path: '/claims', summary: 'Files a claim against a supplier.' },
  withdrawClaim: { method: 'POST', path: '/claims/{claimId}/withdrawal', summary: 'Withdraws a claim.' },
});
