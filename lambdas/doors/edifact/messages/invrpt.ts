import { group, type MessageDescription, may, must, type Slot } from '../description.ts';
import { parties, references } from './shared.ts';

const stockDetails: readonly Slot[] = [
  may('GIN', 9999),
  may('LOC', 9),
  may('DTM', 5),
  may('STS', 9),
  may('FTX', 9),
  group('stock parties', 5, must('NAD'), may('LOC')),
  group('stock prices', 5, must('PRI'), may('CUX'), may('DTM')),
  group('stock references', 99, must('RFF'), may('DTM')),
  group(
    'stock packing',
    9999,
    must('CPS'),
    group(
      'stock packages',
      9999,
      must('PAC'),
      may('MEA', 10),
      may('QTY', 10),
      group('stock marks', 9999, must('PCI'), may('RFF'), may('DTM', 5), may('GIR', 99), may('GIN', 9999)),
    ),
  ),
];

/** Inventory report. D.96A puts the quantity before how it moved (INV), D.01B behind. */
export const INVRPT: MessageDescription = {
  type: 'INVRPT',
  releases: [
    { release: '96A', association: 'EAN004' },
    { release: '01B', association: 'EAN007' },
  ],
  slots: [
    must('BGM'),
    may('FTX', 99),
    must('DTM', 10),
    references,
    parties,
    group('currencies', 5, must('CUX'), may('DTM')),
    group(
      'line',
      9_999_999,
      must('LIN'),
      may('PIA', 10),
      may('IMD', 10),
      may('NAD'),
      may('MEA', 10),
      may('ALI', 10),
      may('LOC', 5),
      may('DTM', 5),
      may('FTX', 99),
      may('GIR', 99),
      group('line references', 99, must('RFF'), may('DTM')),
      group('line contacts', 1, must('CTA'), may('COM', 9)),
      group('stock', 9999, must('QTY'), may('INV'), ...stockDetails),
      group('movement', 9999, must('INV'), must('QTY', 9), ...stockDetails),
    ),
  ],
};
