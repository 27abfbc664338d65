import { group, type MessageDescription, may, must } from '../description.ts';
import { equipment, parties, references, terms, transport } from './shared.ts';

/** What orders and the answers to them share: both say the same of prices, charges, packing and schedules. */

const allowances = (name: string) =>
  group(
    name,
    99,
    must('ALC'),
    may('ALI', 5),
    may('DTM', 5),
    group(`${name}: quantity`, 1, must('QTY'), may('RNG')),
    group(`${name}: share`, 1, must('PCD'), may('RNG')),
    group(`${name}: amount`, 2, must('MOA'), may('RNG')),
    group(`${name}: rate`, 1, must('RTE'), may('RNG')),
    group(`${name}: tax`, 5, must('TAX'), may('MOA')),
  );

const schedule = (name: string) =>
  group(
    name,
    100,
    must('SCC'),
    may('FTX', 5),
    may('RFF', 5),
    group(`${name}: quantity`, 10, must('QTY'), may('DTM', 5)),
  );

const packing = (name: string) =>
  group(
    name,
    99,
    must('PAC'),
    may('MEA', 5),
    may('QTY', 5),
    may('DTM', 5),
    group(`${name}: reference`, 1, must('RFF'), may('DTM', 5)),
    group(`${name}: marks`, 5, must('PCI'), may('RFF'), may('DTM', 5), may('GIN', 10)),
  );

const taxes = (name: string) => group(name, 10, must('TAX'), may('MOA'), may('LOC', 5));
const requirements = (name: string) =>
  group(name, 100, must('RCS'), may('RFF', 5), may('DTM', 5), may('FTX', 99));
const payment = (name: string) => group(name, 10, must('PAT'), may('DTM', 5), may('PCD'), may('MOA'));

const line = group(
  'line',
  200_000,
  must('LIN'),
  may('PIA', 25),
  may('IMD', 99),
  may('MEA', 99),
  may('QTY', 99),
  may('PCD', 5),
  may('ALI', 5),
  may('DTM', 35),
  may('MOA', 10),
  may('GEI', 99),
  may('GIN', 1000),
  may('GIR', 1000),
  may('QVR'),
  may('DOC', 99),
  may('PAI'),
  may('MTD', 99),
  may('FTX', 99),
  group('line characteristics', 999, must('CCI'), may('CAV', 10), may('MEA', 10)),
  payment('line payment'),
  group('prices', 25, must('PRI'), may('CUX'), may('APR', 99), may('RNG'), may('DTM', 5)),
  group('line references', 9999, must('RFF'), may('DTM', 5)),
  packing('line packing'),
  group('line places', 9999, must('LOC'), may('QTY'), may('PCD'), may('DTM', 5)),
  taxes('line taxes'),
  group(
    'line parties',
    999,
    must('NAD'),
    may('LOC', 5),
    may('FII', 5),
    group('line party references', 99, must('RFF'), may('DTM', 5)),
    group('line party documents', 5, must('DOC'), may('DTM', 5)),
    group('line contacts', 5, must('CTA'), may('COM', 5)),
  ),
  allowances('line allowances'),
  group('line transport', 10, must('TDT'), group('line stops', 10, must('LOC'), may('DTM', 5))),
  group('line terms of delivery', 5, must('TOD'), may('LOC', 2)),
  group('line equipment', 10, must('EQD'), may('HAN', 5), may('MEA', 5), may('FTX', 5)),
  schedule('line schedule'),
  requirements('line requirements'),
  group('line stages', 10, must('STG'), group('stage quantities', 3, must('QTY'), may('MOA'))),
);

export const orderSlots = [
  must('BGM'),
  must('DTM', 35),
  may('PAI'),
  may('ALI', 5),
  may('IMD', 999),
  may('FTX', 99),
  may('GIR', 10),
  references,
  group('adjustments', 999, must('AJT'), may('FTX', 5)),
  parties,
  taxes('taxes'),
  group('currencies', 5, must('CUX'), may('PCD', 5), may('DTM', 5)),
  payment('payment'),
  transport,
  terms,
  packing('packing'),
  equipment,
  schedule('schedule'),
  group('further prices', 25, must('APR'), may('DTM', 5), may('RNG')),
  allowances('allowances'),
  requirements('requirements'),
  group(
    'dangerous goods',
    999,
    must('DGS'),
    may('FTX', 5),
    group('goods contacts', 99, must('CTA'), may('COM', 5)),
  ),
  line,
  must('UNS'),
  may('MOA', 12),
  may('CNT', 10),
  group('charges', 10, must('ALC'), may('ALI'), must('MOA', 2)),
];

/** Purchase order. */
export const ORDERS: MessageDescription = {
  type: 'ORDERS',
  releases: [
    { release: '96A', association: 'EAN008' },
    { release: '01B', association: 'EAN010' },
  ],
  slots: orderSlots,
};
