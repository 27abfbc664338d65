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
});
