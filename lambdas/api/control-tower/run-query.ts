import {
  execute,
  GraphQLError,
  type GraphQLFormattedError,
  getOperationAST,
  getVariableValues,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { Clock } from '../../shared/clock.ts';
import { logger } from '../../shared/powertools.ts';
import { type ProblemType, problemOf } from '../kernel/problem.ts';
import type { Principal } from '../principal.ts';
import { measure, requireWithin } from './limits.ts';
import { loadersOf, type TowerStores } from './loaders.ts';
import { schema } from './schema.ts';
import { queryRoot } from './tower.ts';

export interface Query {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly operationName?: string | null | undefined;
}

export interface QueryDeps {
  readonly stores: TowerStores;
  readonly clock: Clock;
  /** Whether the schema may be asked for; it is in the repository, so nobody depends on it. */
  readonly introspection: boolean;
}

export interface QueryAnswer {
  /** Absent when nothing was carried out. */
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** Words of a query: its rules take more than proportionally longer to check, and no sensible one is longer. */
const MOST_TOKENS = 2_000;
const MOST_ERRORS = 10;

/**
 * Answers one query of the control tower: read, checked, measured, then carried out with what the caller is granted. Never
 * raises: what goes wrong is among the errors, in full where it is ours to say and masked where nobody foresaw it.
 */
export async function runQuery(principal: Principal, asked: Query, deps: QueryDeps): Promise<QueryAnswer> {
  try {
    return await answer(principal, asked, deps);
  } catch (error) {
    return { errors: [shown(error)] };
  }
}

async function answer(
  principal: Principal,
  { query, variables, operationName }: Query,
  { stores, clock, introspection }: QueryDeps,
): Promise<QueryAnswer> {
  const document = parse(query, { maxTokens: MOST_TOKENS });
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const faults = validate(schema, document, rules, { maxErrors: MOST_ERRORS });
  if (faults.length > 0) return { errors: faults.map((fault) => shown(fault)) };
  const operation = getOperationAST(document, operationName);
  if (!operation)
    throw new GraphQLError(
      operationName
        ? `the document has no operation ${operationName}`
        : 'the document has several operations: name one in operationName',
    );
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, {
    maxErrors: MOST_ERRORS,
  });
  if (coerced.errors) return { errors: coerced.errors.map((fault) => shown(fault)) };
  requireWithin(measure(schema, document, operation, coerced.variableValues));
  const load = loadersOf(principal.tenant, stores);
  const { data, errors } = await execute({
    schema,
    document,
    rootValue: queryRoot({ principal, load, clock }),
    variableValues: variables ?? {},
    ...(operationName ? { operationName } : {}),
  });
  return { data, ...(errors ? { errors: errors.map((error) => shown(error)) } : {}) };
}

/** An error as it may be told: graphql's own about the query, ours with its type, and nothing of any other. */
function shown(error: unknown): GraphQLFormattedError {
  if (!(error instanceof GraphQLError)) return masked(error);
  const { originalError } = error;
  if (!originalError || originalError instanceof GraphQLError) return withCode(error.toJSON(), 'BAD_QUERY');
  const problem = problemOf(originalError);
  if (!problem) return { ...masked(originalError), ...place(error) };
  return { message: problem.message, ...place(error), extensions: { code: codeOf(problem.type) } };
}

function masked(error: unknown): GraphQLFormattedError {
  logger.error('query failed', { error: error as Error });
  return {
    message: 'it failed for a reason nobody foresaw; the correlation id finds it in the log',
    extensions: { code: codeOf('internal') },
  };
}

function place({ locations, path }: GraphQLError) {
  return { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
}

function withCode(error: GraphQLFormattedError, code: string): GraphQLFormattedError {
  return { ...error, extensions: { code, ...error.extensions } };
}

/** `not-found` is `NOT_FOUND`, as GraphQL clients expect codes to look. */
function codeOf(type: ProblemType): string {
  return type.toUpperCase().replaceAll('-', '_');
}
