import { httpConnector } from '../http-connector.ts';
import { wms } from './port.ts';

export const wmsHttp = httpConnector(wms, {
  lookUpStock: {
    method: 'POST',
    path: '/stock/lookup',
    summary: 'Stock of these items at the site, by lot and status.',
  },
  lookUpPickPlaces: {
    method: 'POST',
    path: '/pick-places/lookup',
    summary: 'Bins of the site with units of these items that no task is going to pick.',
  },
  setBinQuantity: {
    method: 'POST',
    path: '/bins/{bin}/counts',
    summary: 'Lowers a bin to what was counted in it and holds what is missing.',
  },
  holdPicked: {
    method: 'POST',
    path: '/pick-tasks/{pickTaskId}/holds',
    summary: 'Puts picked units on hold and lets the task go on without them.',
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
  lookUpBin: {
    method: 'POST',
    path: '/bins/lookup',
    summary: 'The book of a place, what moved there, and where a difference may come from.',
  },
  createCountTask: { method: 'POST', path: '/count-tasks', summary: 'Has the floor count a place.' },
  cancelCountTask: {
    method: 'POST',
    path: '/count-tasks/{countTaskId}/cancellation',
    summary: 'Cancels a count nobody needs anymore.',
  },
  freezeStock: { method: 'POST', path: '/holds', summary: 'Stops picks from a place.' },
  unfreezeStock: {
    method: 'POST',
    path: '/holds/{holdId}/release',
    summary: 'Lets a place be picked from again.',
  },
  adjustStock: {
    method: 'POST',
    path: '/stock-adjustments',
    summary: 'Sets the book of places to what lies there (947).',
  },
  revertAdjustment: {
    method: 'POST',
    path: '/stock-adjustments/{documentId}/reversal',
    summary: 'Takes an adjustment back.',
  },
  lookUpLoad: {
    method: 'POST',
    path: '/loads/lookup',
    summary: 'A load in staging or storage, or the license plates the goods of a posting stand on.',
  },
  lookUpBins: {
    method: 'POST',
    path: '/putaway-bins/lookup',
    summary: 'How an item is kept, how full staging is, and the bins it may go into.',
  },
  createPutawayTask: {
    method: 'POST',
    path: '/putaway-tasks',
    summary: 'Has a load brought from staging into a bin.',
  },
  rankPutawayTask: {
    method: 'POST',
    path: '/putaway-tasks/{putawayTaskId}/rank',
    summary: 'Moves an open putaway task among the others.',
  },
  cancelPutawayTask: {
    method: 'POST',
    path: '/putaway-tasks/{putawayTaskId}/cancellation',
    summary: 'Takes a putaway task back to staging.',
  },
  announceTransfer: {
    method: 'POST',
    path: '/transfer-advices',
    summary: 'Announces goods of a transfer to the site they go to (943).',
  },
  withdrawTransferAdvice: {
    method: 'POST',
    path: '/transfer-advices/{adviceId}/withdrawal',
    summary: 'Goods of a transfer do not come anymore.',
  },
});
