// Written by `npm run generate` from lib/processes and lambdas/adapters/registry.ts.
export const processSystems = {
  receiving: ['erp', 'wms', 'finance', 'supplier-portal'],
  'backorder-release': ['oms', 'wms'],
  'order-promise': ['oms', 'erp', 'tms', 'crm', 'contact-center', 'ecommerce', 'finance'],
  'cycle-count': ['erp', 'wms', 'finance', 'ecommerce'],
  'position-reconciliation': ['wms', 'erp', 'ecommerce'],
  'fulfillment-exception': ['oms', 'wms', 'tms', 'crm', 'finance'],
  putaway: ['wms', 'erp', 'oms'],
  'damaged-goods': ['erp', 'wms', 'ecommerce', 'finance', 'tms', 'supplier-portal'],
  'customer-return': ['oms', 'erp', 'wms', 'crm', 'tms', 'finance', 'contact-center', 'supplier-portal'],
  replenishment: ['erp', 'oms', 'supplier-portal'],
  transfer: ['erp', 'wms', 'tms'],
} as const;
export const systemNames = [
  'contact-center',
  'crm',
  'ecommerce',
  'erp',
  'finance',
  'oms',
  'supplier-portal',
  'tms',
  'wms',
] as const;
