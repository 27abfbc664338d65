import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type VariableValues,
} from 'graphql';
import { listSizeOf } from './schema.ts';

/** Limits of rule 4.15, and the most entries one list may be asked for. */
export const LIMITS = { depth: 8, cost: 1_000, entries: 100 } as const;

/** What a selection may come to: objects in the answer, leaf fields in the question, fields one below the other. */
interface Weight {
  readonly objects: number;
  readonly leaves: number;
  readonly depth: number;
}
const NOTHING: Weight = { objects: 0, leaves: 0, depth: 0 };

export interface Measured {
  readonly cost: number;
  readonly depth: number;
}

/**
 * What an operation costs at most, before any of it is carried out: one for each object its answer may hold, lists counted
 * with what they may hold at every level, and one for each leaf field it names. Aliases, fragments and what `@include`
 * or `@skip` may leave out count in full. Introspection costs nothing: it reads no store, and has a limit of its own.
 *
 * The document must be valid: in one whose fragments go round in circles this does not end.
 */
export function measure(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: VariableValues,
): Measured {
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  // A fragment weighs the same wherever it is spread, so each is looked at once however often that is.
  const weighed = new Map<string, Weight>();

  const ofFragment = (name: string): Weight => {
    const known = weighed.get(name);
    if (known) return known;
    const fragment = fragments.get(name);
    const weight = fragment ? ofSelection(fragment.selectionSet, fragment.typeCondition.name.value) : NOTHING;
    weighed.set(name, weight);
    return weight;
  };

  const ofSelection = ({ selections }: SelectionSetNode, type: string): Weight =>
    selections
      .map((selection) => {
        if (selection.kind === Kind.FIELD) return ofField(selection, type);
        if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
        return ofSelection(selection.selectionSet, selection.typeCondition?.name.value ?? type);
      })
      .reduce(together, NOTHING);

  const ofField = (node: FieldNode, parent: string): Weight => {
    if (node.name.value.startsWith('__')) return NOTHING;
    const field = fieldOf(schema, parent, node.name.value);
    const type = field && getNamedType(field.type);
    if (!field || !isCompositeType(type) || !node.selectionSet) return { objects: 0, leaves: 1, depth: 1 };
    const inner = ofSelection(node.selectionSet, type.name);
    const size = sizeOf(field, node, variables);
    return { objects: size * (1 + inner.objects), leaves: inner.leaves, depth: inner.depth + 1 };
  };

  const { objects, leaves, depth } = ofSelection(
    operation.selectionSet,
    schema.getRootType(operation.operation)?.name ?? '',
  );
  return { cost: objects + leaves, depth };
}

/** Raises a GraphQLError that names the figure, the limit and what to do. */
export function requireWithin({ cost, depth }: Measured): void {
  if (depth > LIMITS.depth)
    throw refused(
      'TOO_DEEP',
      `the query is ${depth} fields deep, at most ${LIMITS.depth} are answered: ask for the rest on its own`,
      { depth, limit: LIMITS.depth },
    );
  if (cost > LIMITS.cost)
    throw refused(
      'TOO_COSTLY',
      `the query may cost ${cost}, at most ${LIMITS.cost} are answered: ask for fewer fields, or give lists a smaller "first"`,
      { cost, limit: LIMITS.cost },
    );
}

type Field = Parameters<typeof listSizeOf>[0];

/** The least of what the arguments of a list ask for. */
function sizeOf(field: Field, node: FieldNode, variables: VariableValues): number {
  const list = listSizeOf(field);
  if (!list) return 1;
  const values = list.arguments.length > 0 ? getArgumentValues(field, node, variables) : {};
  const asked = list.arguments.flatMap((name) => {
    const given = values[name];
    if (given === undefined || given === null) return [];
    const size = Array.isArray(given) ? given.length : Number(given);
    if (size >= 1 && size <= LIMITS.entries) return [size];
    throw refused(
      'BAD_LIST_SIZE',
      `${name} of ${node.name.value} asks for ${size}: ask for 1 to ${LIMITS.entries}`,
      { field: node.name.value },
      node,
    );
  });
  return asked.length > 0 ? Math.min(...asked) : list.assumed;
}

function fieldOf(schema: GraphQLSchema, parent: string, name: string): Field | undefined {
  const type = schema.getType(parent);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

function together(a: Weight, b: Weight): Weight {
  return {
    objects: a.objects + b.objects,
    leaves: a.leaves + b.leaves,
    depth: Math.max(a.depth, b.depth),
  };
}

function refused(
  code: string,
  message: string,
  more: Readonly<Record<string, unknown>>,
  node?: FieldNode,
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...more }, ...(node ? { nodes: node } : {}) });
}
