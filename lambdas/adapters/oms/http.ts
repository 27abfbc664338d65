import { httpConnector } from '../http-connector.ts';
import { oms } from './port.ts';

export const omsHttp = httpConnector(oms, {
  lookUpOrders: {
    method: 'POST',
    path: '/orders/lookup',
    summary: 'Orders with their lines, holds and payment authorizations.',
  },
  lookUpSales: {
    method: 'POST',
    path: '/sales/lookup',
    summary: 'What was delivered of these orders, when, and under which terms.',
  },
  lookUpDemand: {
    method: 'POST',
    path: '/demand/lookup',
    summary: 'Open and allocated lines of these items at the site, with what ranks them.',
  },
  allocate: { method: 'POST', path: '/allocations', summary: 'Gives open units of order lines their stock.' },
  deallocate: {
    method: 'POST',
    path: '/allocations/{allocationId}/reversal',
    summary: 'Takes away what an allocation still holds.',
  },
  reduceAllocation: {
    method: 'POST',
    path: '/allocation-reductions',
    summary: 'Takes allocated units of order lines away, whoever allocated them.',
  },
  restoreAllocation: {
    method: 'POST',
    path: '/allocation-reductions/{reductionId}/reversal',
    summary: 'Gives the units of a reduction back.',
  },
  release: {
    method: 'POST',
    path: '/releases',
    summary: 'Lets the warehouse pick what is allocated to order lines.',
  },
  retract: {
    method: 'POST',
    path: '/releases/{releaseId}/retraction',
    summary: 'Takes a release back before its goods have shipped.',
  },
  renewAuthorization: {
    method: 'POST',
    path: '/orders/{orderId}/authorization-renewals',
    summary: 'Asks for a new payment authorization; a decline is an answer.',
  },
  lookUpSourcing: {
    method: 'POST',
    path: '/order-lines/{orderLineId}/sourcing',
    summary: 'Other sites and items for units of an order line, and whether it can wait.',
  },
  backorder: {
    method: 'POST',
    path: '/order-lines/{orderLineId}/backorders',
    summary: 'Opens units again that the warehouse was to pick.',
  },
  revertBackorder: {
    method: 'POST',
    path: '/backorders/{backorderId}/reversal',
    summary: 'Gives the warehouse the units of a backorder back.',
  },
  replaceUnits: {
    method: 'POST',
    path: '/order-lines/{orderLineId}/replacements',
    summary: 'Moves units to a line of their own, for another site or item.',
  },
  restoreUnits: {
    method: 'POST',
    path: '/replacements/{replacementId}/reversal',
    summary: 'Ends the line of a replacement and gives its units back.',
  },
  setPromise: {
    method: 'POST',
    path: '/order-lines/{orderLineId}/promises',
    summary: 'Sets the date an order line is promised for.',
  },
  revertPromise: {
    method: 'POST',
    path: '/promises/{promiseId}/reversal',
    summary: 'Withdraws a promise; the last one that stands counts again.',
  },
  cancelLine: {
    method: 'POST',
    path: '/order-lines/{orderLineId}/cancellations',
    summary: 'Cancels open units of an order line.',
  },
  split: {
    method: 'POST',
    path: '/orders/{orderId}/splits',
    summary: 'Moves lines to an order of their own.',
  },
});
