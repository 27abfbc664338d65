import { describe, expect, it } from 'vitest';
import {
  type Block,
  blocksOf,
  expressionsIn,
  innerBlocks,
  machines,
  referencesIn,
  type State,
} from './asl.ts';

/** What LocalStack answers with a sentence instead of a value, and what Step Functions does not have. */
const forbidden = ['uuid', 'hash', 'merge', 'eval'];

const expressionsOf = (block: Block) =>
  blocksOf(block).flatMap(({ States }) =>
    Object.entries(States).flatMap(([name, state]) => expressionsIn(state).map((text) => ({ name, text }))),
  );

describe.each(machines)('$name', ({ definition }) => {
  it('holds only expressions that JSONata can read', () => {
    const broken = expressionsOf(definition).filter(({ text }) => {
      try {
        referencesIn(text);
        return false;
      } catch {
        return true;
      }
    });
    expect(broken).toEqual([]);
  });

  it('uses no function that answers differently on LocalStack', () => {
    expect(
      expressionsOf(definition).filter(({ text }) =>
        referencesIn(text).functions.some((name) => forbidden.includes(name)),
      ),
    ).toEqual([]);
  });

  it('reads no advice: advice is for people, never for a branch', () => {
    expect(
      expressionsOf(definition).filter(({ text }) => referencesIn(text).paths.some(readsAdvice)),
    ).toEqual([]);
  });

  it('reads a variable only where every way there has assigned it', () => {
    expect(unassignedReads(definition, new Set())).toEqual([]);
  });
});

it('tells advice from things that only share its name', () => {
  const reads = (text: string) => referencesIn(text).paths.some(readsAdvice);
  expect(
    [
      '$advice',
      '$.advice',
      'advice.option',
      '$states.input.advice',
      '$states.result.Payload.advice',
      '$exists($advice)',
    ].filter((text) => !reads(text)),
  ).toEqual([]);
  expect(['$plan.advice', "'advice'", '$receivingAdvice', '$states.input.adviceId'].filter(reads)).toEqual(
    [],
  );
});

it('finds a variable that one of two ways leaves unassigned', () => {
  const choice = {
    Type: 'Choice',
    Choices: [{ Condition: '{% true %}', Next: 'Assigns' }],
    Default: 'Reads',
  };
  const states = {
    Asks: choice,
    Assigns: { Type: 'Pass', Assign: { fact: 1 }, Next: 'Reads' },
    Reads: { Type: 'Pass', Output: '{% $fact %}', End: true },
  };
  expect(unassignedReads({ StartAt: 'Asks', States: states }, new Set())).toEqual(['Reads reads $fact']);
  expect(unassignedReads({ StartAt: 'Assigns', States: states }, new Set())).toEqual([]);
});

/** `$advice`, or a field `advice` of the context or of what a state was given or answered. */
function readsAdvice(path: readonly string[]): boolean {
  const roots = [['$'], ['$states', 'input'], ['$states', 'result'], ['$states', 'result', 'Payload']];
  if (path[0] === '$advice') return true;
  return roots.some(
    (root) => root.every((step, index) => path[index] === step) && path[root.length] === 'advice',
  );
}

/** A forward analysis: what is certainly assigned when a state begins, over all ways that lead to it. */
function unassignedReads(block: Block, outer: ReadonlySet<string>): string[] {
  const assigned = new Map<string, ReadonlySet<string>>([[block.StartAt, outer]]);
  const open = [block.StartAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = block.States[name];
    const before = assigned.get(name);
    if (!state || !before) continue;
    for (const { to, assigns } of waysOut(state)) {
      const known = assigned.get(to);
      const after = new Set([...before, ...assigns].filter((variable) => known?.has(variable) ?? true));
      if (known && known.size === after.size) continue;
      assigned.set(to, after);
      open.push(to);
    }
  }
  return Object.entries(block.States).flatMap(([name, state]) => {
    const before = assigned.get(name) ?? new Set();
    const reads = new Set(expressionsIn(state).flatMap((text) => referencesIn(text).variables));
    const missing = [...reads].filter((variable) => variable !== 'states' && !before.has(variable));
    // The states of an inline map see the variables around it; a distributed map's children start without any.
    const isDistributed = state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED';
    const inner = innerBlocks(state).flatMap((each) =>
      unassignedReads(each, isDistributed ? new Set() : before),
    );
    return [...missing.map((variable) => `${name} reads $${variable}`), ...inner];
  });
}

function waysOut(state: State): { to: string; assigns: string[] }[] {
  const own = Object.keys(state.Assign ?? {});
  return [
    ...(state.Next ? [{ to: state.Next, assigns: own }] : []),
    ...(state.Default ? [{ to: state.Default, assigns: own }] : []),
    ...[...(state.Choices ?? []), ...(state.Catch ?? [])].map(({ Next, Assign = {} }) => ({
      to: Next,
      assigns: Object.keys(Assign),
    })),
  ];
}
