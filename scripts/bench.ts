import { readFile, writeFile } from 'node:fs/promises';
import { runCommand } from '../local/aws/errors.ts';
import { bundles } from './bench/bundles.ts';
import { deploy } from './bench/deploy.ts';
import { csvLarge, doorMemory, fuzz } from './bench/doors.ts';
import { edifactLarge } from './bench/edifact-large.ts';
import { type Bench, keepsTarget, type Measured } from './bench/figure.ts';
import { fuzzFiles } from './bench/fuzz-files.ts';
import { largeNoticeRun } from './bench/large-notice.ts';
import { lookUp } from './bench/look-up.ts';
import { posting } from './bench/posting.ts';
import { releases } from './bench/releases.ts';
import { machineLine, markdown, render, withSection } from './bench/report.ts';
import { restContract } from './bench/rest-contract.ts';
import { type BenchStage, startStage } from './bench/stage.ts';
import { synth } from './bench/synth.ts';
import { throughput } from './bench/throughput.ts';
import { transitions } from './bench/transitions.ts';
import { units } from './bench/units.ts';
import { x12Large } from './bench/x12-large.ts';

/**
 * `npm run bench [-- <figure>… --record]`: measures and prints; with `--record` it also rewrites the section of each
 * measured figure in docs/figures.md. The figures that need LocalStack share one of the bench's own, on a free port.
 */
const figures = [
  bundles,
  synth,
  units,
  releases,
  posting,
  doorMemory,
  csvLarge,
  fuzz,
  fuzzFiles,
  edifactLarge,
  x12Large,
  lookUp,
  restContract,
  deploy,
  transitions,
  throughput,
  largeNoticeRun,
];
const PAGE = new URL('../docs/figures.md', import.meta.url);

await runCommand(async () => {
  const names = process.argv.slice(2).filter((argument) => argument !== '--record');
  const unknown = names.filter((name) => !figures.some((figure) => figure.name === name));
  if (unknown.length > 0) {
    console.error(
      `There is no figure ${unknown.join(', ')}: name any of ${figures.map(({ name }) => name).join(', ')}, or none for all.`,
    );
    return 1;
  }
  return measure(
    figures.filter(({ name }) => names.length === 0 || names.includes(name)),
    process.argv.includes('--record'),
  );
});

async function measure(chosen: typeof figures, record: boolean): Promise<number> {
  console.log(machineLine());
  let stage: Promise<BenchStage> | undefined;
  const say = (message: string) => console.log(`  … ${message}`);
  const bench: Bench = {
    say,
    stage: () => {
      stage ??= startStage(say);
      return stage;
    },
  };
  const measured: Measured[] = [];
  try {
    for (const figure of chosen) {
      const busy = machineLine();
      const rows = await figure.measure(bench);
      measured.push({ figure, rows });
      console.log(render({ figure, rows }));
      if (record) await recordIn(PAGE, { figure, rows }, busy);
    }
  } finally {
    await (await stage?.catch(() => undefined))?.stop();
  }
  const over = measured.flatMap(({ rows }) => rows).filter((row) => keepsTarget(row) === false);
  console.log(
    over.length === 0
      ? '\nEvery target is kept.'
      : `\nOver their targets: ${over.map(({ what }) => what).join(', ')}`,
  );
  return over.length === 0 ? 0 : 1;
}

async function recordIn(page: URL, measured: Measured, machine: string): Promise<void> {
  const today = new Date().toISOString().slice(0, 10);
  const section = markdown(measured, today, machine);
  await writeFile(page, withSection(await readFile(page, 'utf8'), measured.figure.name, section));
}
