import { httpConnector } from '../http-connector.ts';
import { ecommerce } from './port.ts';

export const ecommerceHttp = httpConnector(ecommerce, {
  lookUpListings: {
    method: 'POST',
    path: '/listings/lookup',
    summary: 'What the shop may sell of these items, and what waits in carts.',
  },
  publishAvailability: {
    method: 'POST',
    path: '/availability-publications',
    summary: 'Sets what the shop may sell.',
  },
  republishAvailability: {
    method: 'POST',
    path: '/availability-publications/{publicationId}/reversal',
    summary: 'Withdraws a publication; the last one that stands counts again.',
  },
  publishPromise: {
    method: 'POST',
    path: '/orders/{orderId}/promises',
    summary: 'Shows the customer a date for an order line.',
  },
  revertPromise: {
    method: 'POST',
    path: '/promises/{promiseId}/reversal',
    summary: 'Withdraws a date; the last one that stands is shown again.',
  },
  createOffer: {
    method: 'POST',
    path: '/orders/{orderId}/offers',
    summary: 'Lets the customer choose what happens to a late line.',
  },
  expireOffer: {
    method: 'POST',
    path: '/offers/{offerId}/expiry',
    summary: 'Ends an offer; one that is answered stays answered.',
  },
});
