import { httpConnector } from '../http-connector.ts';
import { finance } from './port.ts';

export const financeHttp = httpConnector(finance, {
  isPeriodOpen: {
    method: 'GET',
    path: '/periods/{date}',
    summary: 'Whether the posting period of a day is open.',
  },
  accrueReceipt: { method: 'POST', path: '/accruals', summary: 'Accrues the value of received goods.' },
  reverseAccrual: { method: 'POST', path: '/accruals/{accrualId}/reversal', summary: 'Reverses an accrual.' },
  debitSupplier: {
    method: 'POST',
    path: '/supplier-debits',
    summary: 'Debits a supplier for goods that were missing or bad.',
  },
  creditSupplier: {
    method: 'POST',
    path: '/supplier-debits/{debitId}/credit',
    summary: 'Credits a supplier debit back.',
  },
  writeOffStock: { method: 'POST', path: '/write-offs', summary: 'Writes off goods at cost.' },
  reverseWriteOff: {
    method: 'POST',
    path: '/write-offs/{writeOffId}/reversal',
    summary: 'Takes a write-off back.',
  },
  lookUpPayments: {
    method: 'POST',
    path: '/payments/lookup',
    summary: 'What was paid for these orders and given back.',
  },
  refundCustomer: {
    method: 'POST',
    path: '/orders/{orderId}/refunds',
    summary: 'Gives a customer money back.',
  },
  postStockVariance: {
    method: 'POST',
    path: '/stock-variances',
    summary: 'Books what a count found more or less, at cost.',
  },
  reverseStockVariance: {
    method: 'POST',
    path: '/stock-variances/{varianceId}/reversal',
    summary: 'Takes a variance back.',
  },
});
