import { httpConnector } from '../http-connector.ts';
import { wms } from './port.ts';

export const wmsHttp = httpConnector(wms, {
  lookUpStock: {
    method: 'POST',
    path: '/stock/lookup',
    summary: 'Stock of these items at the site, by lot and status.',
  },
  changeStockStatus: {
    method: 'POST',
    path: '/stock-status-changes',
    summary: 'Moves stock between statuses, into the building or out of it.',
  },
  revertStockStatus: {
    method: 'POST',
    path: '/stock-status-changes/{documentId}/reversal',
    summary: 'Moves the stock of a change back.',
  },
  createPickTask: {
    method: 'POST',
    path: '/pick-tasks',
    summary: 'Has available stock picked for order lines (940).',
  },
  cancelPickTask: {
    method: 'POST',
    path: '/pick-tasks/{pickTaskId}/cancellation',
    summary: 'Cancels a pick task nobody has picked for.',
  },
});
