import { processes } from '../../lib/processes/index.ts';

/** The states each process shows, by its name: what the contract of its room says. */
export const statesOf: ReadonlyMap<string, readonly string[]> = new Map(
  await Promise.all(
    processes.map(async ({ name }): Promise<[string, readonly string[]]> => {
      const { states } = await import(`../../lambdas/processes/${name}/contract.ts`);
      return [name, states];
    }),
  ),
);
