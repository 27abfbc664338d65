import { httpConnector } from '../http-connector.ts';
import { crm } from './port.ts';

export const crmHttp = httpConnector(crm, {
  lookUpCustomers: {
    method: 'POST',
    path: '/customers/lookup',
    summary: 'Tier, zone, locale and consent by channel of these customers.',
  },
  lookUpReturnHistory: {
    method: 'POST',
    path: '/return-histories/lookup',
    summary: 'Orders and returns of these customers from a day on.',
  },
  sendMessage: {
    method: 'POST',
    path: '/customers/{customerId}/messages',
    summary: 'Sends a customer one message.',
  },
  addNote: {
    method: 'POST',
    path: '/customers/{customerId}/notes',
    summary: 'Puts a remark on the record of a customer.',
  },
  createTask: {
    method: 'POST',
    path: '/customers/{customerId}/tasks',
    summary: 'Gives whoever looks after a customer something to do.',
  },
  closeTask: { method: 'POST', path: '/tasks/{taskId}/closure', summary: 'Closes a task.' },
  grantLoyalty: {
    method: 'POST',
    path: '/customers/{customerId}/loyalty-grants',
    summary: 'Grants store credit or points.',
  },
  revokeLoyalty: {
    method: 'POST',
    path: '/loyalty-grants/{grantId}/revocation',
    summary: 'Revokes a grant that was not used yet.',
  },
});
