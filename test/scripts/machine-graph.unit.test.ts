import { describe, expect, it } from 'vitest';
import { type Block, machineGraphs } from '../../scripts/generating/machine-graph.ts';

const machine: Block = {
  StartAt: 'Open',
  States: {
    Open: { Type: 'Task', Next: 'Post', Catch: [{ ErrorEquals: ['AlreadyRunning'], Next: 'Stop' }] },
    Stop: { Type: 'Succeed' },
    Post: {
      Type: 'Map',
      Next: 'WhatIsNext',
      ItemProcessor: {
        StartAt: 'First',
        States: Object.fromEntries(
          ['First', 'Second', 'Third', 'Fourth'].map((name, place, all) => [
            name,
            {
              Type: 'Task',
              ...(all[place + 1] ? { Next: all[place + 1] } : {}),
              Catch: [
                { ErrorEquals: ['CircuitOpen', 'States.Timeout'], Next: 'Park' },
                { ErrorEquals: ['States.ALL'], Next: 'Park' },
              ],
            },
          ]),
        ),
      },
    },
    WhatIsNext: {
      Type: 'Choice',
      Choices: [
        { Condition: "{% $next = 'close' %}", Next: 'Close' },
        { Condition: '{% $exists($made.away) or $count($made.refused) > 0 %}', Next: 'Post' },
      ],
      Default: 'Stop',
    },
    Close: { Type: 'Parallel', Branches: [branch('A', 'B'), branch('C', 'D')] },
  },
};

function branch(from: string, to: string): Block {
  return { StartAt: from, States: { [from]: { Type: 'Pass', Next: to }, [to]: { Type: 'Pass' } } };
}

describe('the graph of a machine', () => {
  const text = machineGraphs(machine);
  const [whole = '', post = '', ...branches] = text.split('\n\nInside ');

  it('draws every transition, with what a choice compares in words', () => {
    expect(whole.split('\n').map((line) => line.trim())).toEqual([
      '```mermaid',
      'stateDiagram-v2',
      '[*] --> Open',
      'Open --> Post',
      'Stop --> [*]',
      'Post --> WhatIsNext',
      'state WhatIsNext <<choice>>',
      'WhatIsNext --> Close: next = close',
      'WhatIsNext --> Post: made.away or count(made.refused) > 0',
      'WhatIsNext --> Stop: otherwise',
      'Close --> [*]',
      'Open --> Stop: AlreadyRunning',
      '```',
    ]);
  });

  it('draws the states of a map apart, and lists what many of them catch alike', () => {
    expect(post).toContain('`Post`:');
    expect(post).not.toContain('Park:');
    expect(post).toContain(
      '- CircuitOpen, States.Timeout: `Park`, from `First`, `Second`, `Third`, `Fourth`\n' +
        '- any other error: `Park`, from `First`, `Second`, `Third`, `Fourth`',
    );
  });

  it('draws each branch of a parallel state', () => {
    expect(branches.map((part) => part.split('\n')[0])).toEqual(['`Close, branch 1`:', '`Close, branch 2`:']);
  });
});
