import { group, type MessageDescription, may, must } from '../description.ts';
import { equipment, parties, references, terms, transport } from './shared.ts';

const condition = (name: string) => group(name, 99, must('CDI'), may('INP'));
const marks = (name: string) =>
  group(
    name,
    9999,
    must('PCI'),
    may('QTY', 10),
    may('QVR', 10),
    may('DTM', 5),
    may('MEA', 10),
    condition(`${name}: condition`),
    group(`${name}: numbers`, 9999, must('GIN'), may('DLM', 100)),
  );

/** Receiving advice. */
export const RECADV: MessageDescription = {
  type: 'RECADV',
  releases: [
    { release: '96A', association: 'EAN003' },
    { release: '01B', association: 'EAN008' },
  ],
  slots: [
    must('BGM'),
    must('DTM', 10),
    may('ALI', 5),
    may('CUX', 5),
    may('FTX', 9),
    references,
    group('documents', 10, must('DOC'), condition('document condition')),
    parties,
    terms,
    transport,
    equipment,
    group(
      'packing level',
      9999,
      must('CPS'),
      group(
        'packages',
        9999,
        must('PAC'),
        may('MEA', 10),
        may('QTY', 10),
        may('QVR', 10),
        marks('package marks'),
      ),
      group(
        'line',
        9999,
        must('LIN'),
        may('PIA', 10),
        may('IMD', 99),
        may('MEA', 10),
        may('QTY', 10),
        may('QVR', 10),
        may('ALI', 10),
        may('GIN', 100),
        may('GIR', 100),
        may('DLM', 100),
        may('DTM', 5),
        may('FTX', 99),
        may('MOA', 5),
        condition('line condition'),
        group('line references', 99, must('RFF'), may('DTM')),
        group('line places', 100, must('LOC'), may('NAD'), may('DTM', 5), may('QTY', 10)),
        marks('line marks'),
      ),
    ),
    may('CNT', 5),
  ],
};
