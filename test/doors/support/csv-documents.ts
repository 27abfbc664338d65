import type { CsvFormat } from '../../../lambdas/domain/csv-files.ts';
import type { Partner } from '../../../lambdas/domain/tenant.ts';
import type { DoorContext } from '../../../lambdas/doors/notice.ts';
import { contextOf } from './files.ts';

/** One valid CSV file of each kind that is no notice, and the partner that may send them. */

export const csvNames: Readonly<Record<CsvFormat, string>> = {
  'csv-receipts': 'RCV_0302.csv',
  'csv-counts': 'CNT_0302.csv',
  'csv-returns': 'RMA_0302.csv',
  'csv-stock': 'STK_0302.csv',
};

export const csvTexts: Readonly<Record<CsvFormat, string>> = {
  'csv-receipts': [
    'receiptId,shipTo,receivedAt,asnId,sku,good,damaged,uom,lot',
    'R-1,DC-ATL,2026-03-02T07:00Z,ASN-1,SKU-1,8,2,EA,L-1',
    'R-1,DC-ATL,2026-03-02T07:00Z,ASN-1,SKU-2,5,,PCE,',
    'R-2,9506000000114,2026-03-02T07:30Z,,SKU-1,1,,,',
    '',
  ].join('\n'),
  'csv-counts': [
    'reportId,countId,site,sku,quantity,countedBy,countedAt',
    'K-1,CNT-1,DC-ATL,SKU-1,12,ann,2026-03-02T07:00Z',
    'K-1,CNT-2,DC-ATL,SKU-2,0,ann,2026-03-02T07:05Z',
    '',
  ].join('\n'),
  'csv-returns': [
    'reportId,rmaId,site,orderId,orderLineId,customerId,sku,quantity,reason,opened,wants,country,postalCode,requestedAt',
    'V-1,RMA-1,DC-ATL,O-1,O-1-1,C-1,SKU-1,1,DM,yes,CREDIT,US,30301,2026-03-02T07:00Z',
    '',
  ].join('\n'),
  'csv-stock': [
    'reportId,stockAt,warehouse,sku,status,quantity,uom,lot,place',
    'S-1,2026-03-02T06:00Z,9506000000114,SKU-1,on-hand,12.5,KG,L-1,A-01',
    'S-1,2026-03-02T06:00Z,9506000000114,SKU-1,damaged,2,KG,L-1,Q-01',
    '',
  ].join('\n'),
};

export function csvDocumentContext(change: Partial<Partner> = {}): DoorContext {
  const context = contextOf('northwind-grocery', 'bright-csv');
  const formats = Object.keys(csvNames) as CsvFormat[];
  const partner: Partner = {
    ...context.partner,
    formats: ['csv', ...formats],
    csvColumns: undefined,
    csvFiles: formats.map((format) => ({ format, names: `${csvNames[format].slice(0, 4)}*.csv` })),
    ...change,
  };
  return { ...context, partner };
}
