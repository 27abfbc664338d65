import { describe, expect, it } from 'vitest';
import { InventoryDriftDetected } from '../../../events/inventory.ts';
import { openCase, resolveCase } from '../../../lambdas/work/cases.ts';
import { closeProcess } from '../../../lambdas/work/process-life.ts';
import { SITE, Site } from './site.ts';

/** Stock a count has frozen: a channel shows no more than was found, for as long as it is frozen (rules 5.3 and 5.11). */

const COUNT = 'cycle-count:OATS';
/** A count found 80 of 100 and has frozen them; the channel shows so many. */
async function frozen(shop: number) {
  const site = await Site.open();
  await site.hold('OATS', 100, { shop });
  await site.openProcess('cycle-count', 'OATS', { frozen: { holdId: 'HLD-1', expected: 100, counted: 80 } });
  return site;
}
/** Longer than an open process explains anything by itself. */
const silence = (site: Site) => site.world.advance(1_441);
const outcome = async (site: Site) => (await site.row(await site.ask(['OATS']))).outcome;

describe('a channel', () => {
  it('that shows what the count told it is right, however long nothing happens in the count', async () => {
    const site = await frozen(80);
    await silence(site);
    expect(await outcome(site)).toBe('agreed');
    expect(site.shown()).toBe(80);
    expect(site.published(InventoryDriftDetected)).toEqual([]);
  });

  it('that shows all of the book is told what was found', async () => {
    const site = await frozen(100);
    await silence(site);
    await site.ask(['OATS']);
    expect(site.shown()).toBe(80);
    expect(site.published(InventoryDriftDetected)).toMatchObject([
      { class: 'PUBLISH_LAG', published: 100, sellable: 80 },
    ]);
  });

  it('may show everything again once the count has unfrozen it', async () => {
    const site = await frozen(80);
    const at = site.world.clock();
    await site.world.stores.processes.change(site.tenant, COUNT, { at, facts: { frozen: null } });
    await silence(site);
    await site.ask(['OATS']);
    expect(site.shown()).toBe(100);
  });

  it('shows no more after a count nobody settled has ended, until its case is resolved', async () => {
    const site = await frozen(80);
    const { row: opened } = await openCase(site.world.hands, site.tenant, {
      ...{ class: 'DECISION_PARKED', site: SITE, processId: COUNT, subject: 'count', summary: 'undecided' },
      links: [],
    });
    const row = await site.world.stores.processes.get(site.tenant, COUNT);
    if (!row) throw new Error('no count');
    const end = {
      state: 'PARKED',
      outcome: 'undecided',
      step: 'CloseCount',
      at: site.world.clock(),
      tasks: [],
    };
    await closeProcess(site.world.stores, site.tenant, row, end);
    await silence(site);
    expect(await outcome(site)).toBe('agreed');
    expect(site.shown()).toBe(80);
    const settled = { by: 'inventory-manager-atl', rootCause: 'seen', resolution: 'released' };
    await resolveCase(site.world.hands, site.tenant, opened.caseId, settled);
    await site.ask(['OATS']);
    expect(site.shown()).toBe(100);
  });
});
