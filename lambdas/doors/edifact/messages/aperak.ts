import { group, type MessageDescription, may, must } from '../description.ts';

/** Application error and acknowledgement: what the content of a message is answered with. */
export const APERAK: MessageDescription = {
  type: 'APERAK',
  releases: [
    { release: '96A', association: 'EAN001' },
    { release: '01B', association: 'EAN004' },
  ],
  slots: [
    must('BGM'),
    may('DTM', 9),
    may('FTX', 9),
    may('CNT', 9),
    group('documents', 99, must('DOC'), may('DTM', 99)),
    group('references', 9, must('RFF'), may('DTM', 9)),
    group('parties', 9, must('NAD'), may('CTA', 9), may('COM', 9)),
    group('errors', 99_999, must('ERC'), may('FTX'), group('error place', 9, must('RFF'), may('FTX', 9))),
  ],
};
