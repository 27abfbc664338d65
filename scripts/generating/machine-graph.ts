/** What a drawing needs of a state of the Amazon States Language. */
interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string; readonly Condition: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly ItemProcessor?: Block;
  readonly Branches?: readonly Block[];
}

export interface Block {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** Errors that more states than this catch alike stand below the diagram: their arrows would hide the way. */
const DRAWN_CATCHES = 3;

/**
 * The definition as Mermaid state diagrams: the machine, then each Map and Parallel of more than one state.
 */
export function machineGraphs(machine: Block): string {
  return drawn(machine, []).join('\n\n');
}

function drawn(block: Block, inside: readonly string[]): string[] {
  const title = inside.length === 0 ? [] : [`Inside ${inside.map((name) => `\`${name}\``).join(', ')}:`];
  const listed = caughtIn(block)
    .filter((caught) => !isDrawn(caught))
    .map(
      ({ errors, next, from }) =>
        `- ${errors}: \`${next}\`, from ${from.map((name) => `\`${name}\``).join(', ')}`,
    );
  const own = [
    ...title,
    `\`\`\`mermaid\nstateDiagram-v2\n${arrows(block)
      .map((arrow) => `  ${arrow}`)
      .join('\n')}\n\`\`\``,
    ...(listed.length === 0 ? [] : [listed.join('\n')]),
  ];
  const within = Object.entries(block.States).flatMap(([name, state]) =>
    blocksWithin(state)
      .filter((inner) => Object.keys(inner.States).length > 1)
      .flatMap((inner, branch, all) =>
        drawn(inner, [...inside, all.length > 1 ? `${name}, branch ${branch + 1}` : name]),
      ),
  );
  return [...own, ...within];
}

function blocksWithin(state: State): readonly Block[] {
  return state.ItemProcessor ? [state.ItemProcessor] : (state.Branches ?? []);
}

function arrows(block: Block): string[] {
  const { StartAt, States } = block;
  return [
    `[*] --> ${StartAt}`,
    ...Object.entries(States).flatMap(([name, state]) => [
      ...(state.Type === 'Choice' ? [`state ${name} <<choice>>`] : []),
      ...(state.Choices ?? []).map(
        ({ Next, Condition }) => `${name} --> ${Next}: ${conditionInWords(Condition)}`,
      ),
      ...(state.Default === undefined ? [] : [`${name} --> ${state.Default}: otherwise`]),
      ...(state.Next === undefined ? [] : [`${name} --> ${state.Next}`]),
      ...(state.Type !== 'Choice' && state.Next === undefined ? [`${name} --> [*]`] : []),
    ]),
    ...caughtIn(block)
      .filter(isDrawn)
      .flatMap(({ errors, next, from }) => from.map((name) => `${name} --> ${next}: ${errors}`)),
  ];
}

/** `{% $next = 'close' %}` reads `next = close`, and `{% $exists($made.away) %}` reads `made.away`. */
function conditionInWords(condition: string): string {
  return condition
    .replace(/^\{%\s*|\s*%\}$/g, '')
    .replaceAll(/\$exists\(([^()]*)\)/g, '$1')
    .replaceAll(/[$'"]/g, '')
    .replaceAll(/[:;#]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

interface Caught {
  readonly errors: string;
  readonly next: string;
  readonly from: readonly string[];
}

/** What is caught, by the errors and the state they lead to, with the states they are caught at. */
function caughtIn({ States }: Block): readonly Caught[] {
  const groups = new Map<string, Caught>();
  for (const [name, state] of Object.entries(States)) {
    for (const [place, { ErrorEquals, Next }] of (state.Catch ?? []).entries()) {
      const errors = ErrorEquals.includes('States.ALL')
        ? `any ${place === 0 ? '' : 'other '}error`
        : ErrorEquals.join(', ');
      const group = `${errors}\n${Next}`;
      groups.set(group, { errors, next: Next, from: [...(groups.get(group)?.from ?? []), name] });
    }
  }
  return [...groups.values()];
}

function isDrawn({ from }: Caught): boolean {
  return from.length <= DRAWN_CATCHES;
}
