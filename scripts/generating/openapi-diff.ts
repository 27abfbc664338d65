import { breakingChanges, type JsonSchema } from './contract-diff.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}
interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}
interface Operation {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}
/** The part of an OpenAPI document callers are bound by. */
export interface RestContract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Every change of the REST contract that breaks a caller of the released one; additions are none. */
export function brokenRoutes(released: RestContract, present: RestContract): string[] {
  const roots = { before: released, after: present };
  return Object.entries(released.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, before]) => {
      const where = `${method.toUpperCase()} ${path}`;
      const after = present.paths[path]?.[method];
      if (!after) return [`${where}: was removed or renamed`];
      const body = (operation: Operation) => schemaIn(operation.requestBody);
      return [
        ...(after.operationId === before.operationId ? [] : [`${where}: is named ${after.operationId} now`]),
        ...parameters(where, before, after, roots),
        ...(body(before) === undefined && body(after) !== undefined ? [`${where}: needs a body now`] : []),
        ...compared(`${where} body`, body(before), body(after), 'input', roots),
        ...answers(where, before, after, roots),
      ];
    }),
  );
}

type Roots = NonNullable<Parameters<typeof breakingChanges>[3]>;

function parameters(where: string, before: Operation, after: Operation, roots: Roots): string[] {
  const idOf = (parameter: Parameter) => `${parameter.in} ${parameter.name}`;
  const old = new Map(before.parameters.map((parameter) => [idOf(parameter), parameter]));
  const young = new Map(after.parameters.map((parameter) => [idOf(parameter), parameter]));
  return [
    ...[...old].flatMap(([id, parameter]) => {
      const now = young.get(id);
      if (!now) return [`${where}: ${id} was removed`];
      const required = now.required && !parameter.required ? [`${where}: ${id} is required now`] : [];
      return [...required, ...compared(`${where} ${id}`, parameter.schema, now.schema, 'input', roots)];
    }),
    ...[...young]
      .filter(([id, parameter]) => parameter.required && !old.has(id))
      .map(([id]) => `${where}: ${id} is new and is required`),
  ];
}

function answers(where: string, before: Operation, after: Operation, roots: Roots): string[] {
  const good = ({ responses }: Operation) =>
    Object.entries(responses).filter(([status]) => status.startsWith('2'));
  return good(before).flatMap(([status, answer]) => {
    const now = after.responses[status];
    if (!now) return [`${where}: answers ${status} no more`];
    return compared(`${where} ${status}`, schemaIn(answer), schemaIn(now), 'output', roots);
  });
}

function schemaIn(content: Content | undefined): JsonSchema | undefined {
  return content?.content?.['application/json']?.schema;
}

function compared(
  where: string,
  before: JsonSchema | undefined,
  after: JsonSchema | undefined,
  direction: 'input' | 'output',
  roots: Roots,
): string[] {
  if (before === undefined || after === undefined) return [];
  return breakingChanges(before, after, direction, roots).map((change) => `${where} ${change}`);
}
