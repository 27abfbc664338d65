import { group, may, must } from '../description.ts';

/**
 * Groups several messages share. A description covers the directories D.96A and D.01B at once: where one of them allows
 * more than the other, the wider one counts.
 */

export const references = group('references', 9999, must('RFF'), may('DTM', 9));

export const parties = group(
  'parties',
  99,
  must('NAD'),
  may('LOC', 99),
  may('FII', 5),
  group('party references', 99, must('RFF'), may('DTM', 99)),
  group('party documents', 5, must('DOC'), may('DTM', 5)),
  group('contacts', 25, must('CTA'), may('COM', 9)),
);

export const transport = group(
  'transport',
  99,
  must('TDT'),
  may('PCD', 6),
  may('TMD'),
  may('DTM', 10),
  may('RFF', 10),
  group('stops', 10, must('LOC'), may('DTM', 10)),
);

export const terms = group('terms of delivery', 10, must('TOD'), may('LOC', 99), may('FTX', 5));

export const equipment = group(
  'equipment',
  999,
  must('EQD'),
  may('HAN', 5),
  may('MEA', 5),
  may('SEL', 25),
  may('EQA', 5),
  may('FTX', 5),
  group('handling', 10, must('HAN'), may('FTX', 10)),
);
