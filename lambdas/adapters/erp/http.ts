import { httpConnector } from '../http-connector.ts';
import { erp } from './port.ts';

export const erpHttp = httpConnector(erp, {
  lookUpOrders: {
    method: 'POST',
    path: '/purchase-orders/lookup',
    summary: 'Orders, their lines and the items they hold.',
  },
  findOpenOrders: {
    method: 'POST',
    path: '/suppliers/{supplierId}/open-orders/lookup',
    summary: 'Open orders of a supplier that still expect any of these items.',
  },
  lookUpReturnTerms: {
    method: 'POST',
    path: '/return-terms/lookup',
    summary: 'What can be done with these items when they come back.',
  },
  lookUpSupply: {
    method: 'POST',
    path: '/supply/lookup',
    summary: 'What is on order of these items for the site, and how long an order takes.',
  },
  lookUpBook: {
    method: 'POST',
    path: '/book-stock/lookup',
    summary: 'Units of these items the ERP has booked at the site.',
  },
  lookUpPostings: {
    method: 'POST',
    path: '/postings/lookup',
    summary: 'Documents that booked these items, by effect and the latest ones.',
  },
  postGoodsReceipt: {
    method: 'POST',
    path: '/goods-receipts',
    summary: 'Books received goods against order lines.',
  },
  correctGoodsReceipt: {
    method: 'POST',
    path: '/goods-receipt-corrections',
    summary: 'Takes units back that were booked and are not there.',
  },
  reverseGoodsReceipt: {
    method: 'POST',
    path: '/goods-receipts/{documentId}/reversal',
    summary: 'Reverses a whole receipt or correction; its units are open, or booked, again.',
  },
  changeOrderLine: {
    method: 'POST',
    path: '/purchase-orders/{poId}/changes',
    summary: 'Raises or lowers the ordered quantity of a line (860).',
  },
  revertOrderChange: {
    method: 'POST',
    path: '/purchase-order-changes/{changeId}/reversal',
    summary: 'Takes the difference an order change made back.',
  },
  postStockAdjustment: {
    method: 'POST',
    path: '/stock-adjustments',
    summary: 'Sets book stock to what was counted.',
  },
  reverseStockAdjustment: {
    method: 'POST',
    path: '/stock-adjustments/{documentId}/reversal',
    summary: 'Takes an adjustment back.',
  },
  lookUpPlanning: {
    method: 'POST',
    path: '/items/{sku}/planning/lookup',
    summary: 'What the planner knows of an item: demand, suppliers, lanes, what is on its way.',
  },
  createPurchaseOrder: {
    method: 'POST',
    path: '/purchase-orders',
    summary: 'Orders goods from a supplier.',
  },
  cancelPurchaseOrder: {
    method: 'POST',
    path: '/purchase-orders/{poId}/cancellation',
    summary: 'Cancels an order nothing was received of (860).',
  },
  lookUpTransferTerms: {
    method: 'POST',
    path: '/transfer-terms/lookup',
    summary: 'Cost and reorder point of items one site is to send to another.',
  },
  createTransfer: { method: 'POST', path: '/transfers', summary: 'Creates a transfer order between sites.' },
  cancelTransfer: {
    method: 'POST',
    path: '/transfers/{documentId}/cancellation',
    summary: 'Cancels a transfer order of which nothing was shipped.',
  },
  postTransferLeg: {
    method: 'POST',
    path: '/transfers/{documentId}/legs',
    summary: 'Books a leg of a transfer order: issue, receipt, return, loss, find or correction.',
  },
  completeTransfer: {
    method: 'POST',
    path: '/transfers/{documentId}/completion',
    summary: 'Ends a transfer order with what became of every unit.',
  },
});
