import { httpConnector } from '../http-connector.ts';
import { contactCenter } from './port.ts';

export const contactCenterHttp = httpConnector(contactCenter, {
  lookUpContacts: {
    method: 'POST',
    path: '/contacts/lookup',
    summary: 'Open complaints and questions of these customers.',
  },
  showCard: {
    method: 'POST',
    path: '/cards',
    summary: 'Shows agents what to know about an order when its customer calls.',
  },
  removeCard: { method: 'POST', path: '/cards/{cardId}/removal', summary: 'Removes a card.' },
  createTask: { method: 'POST', path: '/tasks', summary: 'Asks an agent to speak to a customer.' },
  closeTask: { method: 'POST', path: '/tasks/{taskId}/closure', summary: 'Closes a task.' },
  suppressOutbound: {
    method: 'POST',
    path: '/suppressions',
    summary: 'Keeps campaigns from contacting a customer about an order.',
  },
  liftSuppression: {
    method: 'POST',
    path: '/suppressions/{suppressionId}/lifting',
    summary: 'Lifts a suppression.',
  },
});
