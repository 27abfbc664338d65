import { fuzzCsvDocuments } from '../../test/doors/support/fuzz-csv.ts';
import { edifactSeeds } from '../../test/doors/support/fuzz-edifact.ts';
import { type FileFuzz, fuzzFiles as fuzz } from '../../test/doors/support/fuzz-files.ts';
import { x12Disagreements, x12Seeds } from '../../test/doors/support/fuzz-x12.ts';
import { type Figure, secondsSince } from './figure.ts';

const RUNS = 100_000;
const SEED = 20_260_302;

/** One reader's fuzzer: how many broken files it read, and what it did that must never happen. */
interface Reader {
  readonly name: string;
  readonly fuzz: (runs: number, seed: number) => FileFuzz;
}

const READERS: readonly Reader[] = [
  { name: 'CSV documents', fuzz: (runs, seed) => fuzzCsvDocuments(runs, seed) },
  { name: 'EDIFACT', fuzz: (runs, seed) => fuzz(edifactSeeds(), runs, seed) },
  { name: 'X12', fuzz: (runs, seed) => fuzz(x12Seeds(), runs, seed, x12Disagreements) },
];

export const fuzzFiles: Figure = {
  name: 'fuzz-files',
  title: 'Broken files, by reader',
  how:
    `For each reader ${RUNS} valid files, each broken in one to three ways from seed ${SEED}, read in this process. A violation is an ` +
    'exception, a document used against its own counts, or a refusal without a reason.',
  measure: async () =>
    READERS.flatMap(({ name, fuzz: read }) => {
      const began = performance.now();
      const { violations, rejected, used } = read(RUNS, SEED);
      const seconds = secondsSince(began);
      const [first] = violations;
      return [
        {
          what: `${name}: violations`,
          value: violations.length,
          unit: '',
          atMost: 0,
          ...(first && { detail: `run ${first.run}: ${first.what}` }),
        },
        { what: `${name}: refused`, value: rejected, unit: 'files', atLeast: 1 },
        { what: `${name}: still read`, value: used, unit: 'files', atLeast: 1 },
        { what: `${name}: speed`, value: RUNS / seconds, unit: 'files/s' },
      ];
    }),
};
