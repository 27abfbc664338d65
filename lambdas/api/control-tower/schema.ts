import {
  buildSchema,
  type GraphQLDirective,
  GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  getDirectiveValues,
} from 'graphql';
import { sdl } from './sdl.ts';

/** The schema of `api/control-tower.graphql`. */
export const schema: GraphQLSchema = withUnits(buildSchema(sdl));

const listSize = schema.getDirective('listSize') as GraphQLDirective;

/** Quantities may be larger than GraphQL's own Int, and are never fractions. */
function withUnits(built: GraphQLSchema): GraphQLSchema {
  const units = built.getType('Units') as unknown as { coerceOutputValue: (value: unknown) => unknown };
  units.coerceOutputValue = (value) => {
    if (Number.isSafeInteger(value)) return value;
    throw new GraphQLError(`${String(value)} is no whole number of units`);
  };
  return built;
}

export interface ListSize {
  readonly assumed: number;
  readonly arguments: readonly string[];
}

/** How many entries the answer to a field may hold, where it is a list: what its `@listSize` says. */
export function listSizeOf({ astNode }: GraphQLField<unknown, unknown>): ListSize | undefined {
  const given = getDirectiveValues(listSize, astNode ?? {});
  return given && { assumed: Number(given.assumed), arguments: (given.arguments ?? []) as string[] };
}
