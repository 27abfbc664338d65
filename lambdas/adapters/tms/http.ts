import { httpConnector } from '../http-connector.ts';
import { tms } from './port.ts';

export const tmsHttp = httpConnector(tms, {
  lookUpTransit: {
    method: 'POST',
    path: '/transit/lookup',
    summary: 'Transit days and calendars of the carriers that serve these lanes.',
  },
  lookUpShipments: {
    method: 'POST',
    path: '/shipments/lookup',
    summary: 'Shipments of these orders and where they are.',
  },
  book: { method: 'POST', path: '/shipments', summary: 'Books a carrier.' },
  void: {
    method: 'POST',
    path: '/shipments/{shipmentId}/voiding',
    summary: 'Takes a booking back before the carrier picked it up.',
  },
  createLabel: {
    method: 'POST',
    path: '/shipments/{shipmentId}/labels',
    summary: 'Creates the label of a parcel.',
  },
  voidLabel: { method: 'POST', path: '/labels/{labelId}/voiding', summary: 'Voids a label.' },
  createReturnLabel: {
    method: 'POST',
    path: '/return-labels',
    summary: 'Creates a label for goods that come back.',
  },
  voidReturnLabel: {
    method: 'POST',
    path: '/return-labels/{labelId}/voiding',
    summary: 'Voids a return label nobody has used.',
  },
  draftClaim: {
    method: 'POST',
    path: '/shipments/{shipmentId}/claims',
    summary: 'Prepares a claim against the carrier.',
  },
  withdrawClaim: { method: 'POST', path: '/claims/{claimId}/withdrawal', summary: 'Withdraws a claim.' },
});
