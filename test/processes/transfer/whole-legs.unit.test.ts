import { describe, expect, it } from 'vitest';
import { Lane } from './lane.ts';

describe('a transfer nobody has to approve', () => {
  it('goes from one site to the other, in at most twelve transitions', async () => {
    const lane = await Lane.of();
    await lane.request();
    expect(await lane.books()).toEqual({ source: 100, free: 90, transit: 0, destination: 0 });
    expect(await lane.state()).toBe('APPROVED');
    await lane.scan('PICKED', [10]);
    expect(await lane.state()).toBe('PICKED');
    await lane.scan('SHIPPED', [10]);
    expect(await lane.books()).toEqual({ source: 90, free: 90, transit: 10, destination: 0 });
    expect(await lane.state()).toBe('IN_TRANSIT');
    await lane.scan('RECEIVED', [10]);
    expect(await lane.books()).toEqual({ source: 90, free: 90, transit: 0, destination: 10 });
    expect([await lane.state(), await lane.outcome()]).toEqual(['CLOSED', 'received']);
    expect(await lane.problems()).toEqual([]);
    expect([await lane.tasks(), await lane.cases()]).toEqual([[], []]);
    const [run] = lane.world.runs.values();
    expect(run?.run.entered.length).toBeLessThanOrEqual(12);
  });
});
