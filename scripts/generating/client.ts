/**
 * The typed client of the REST API, from its OpenAPI document: one method per operation, the types of what goes in and comes
 * out, and a problem as an error. It needs `fetch` and nothing else.
 */

type Schema = Readonly<Record<string, unknown>>;
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { schema: Schema }>> }>
  >;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export function clientModule(document: Document): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return `// Generated from api/openapi.json by \`npm run generate\`; do not change it by hand.

${Object.entries(document.components.schemas)
  .map(([name, schema]) => `export type ${name} = ${typeOf(schema)};`)
  .join('\n')}

/** What every call may be given besides its own parameters. */
export interface CallOptions {
  /** Named for a POST: the same key with the same request gets the first answer again. @default a fresh one */
  readonly idempotencyKey?: string;
  /** The ETag of what was read, where a call changes it. */
  readonly ifMatch?: string;
  readonly correlationId?: string;
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly etag: string | undefined;
  readonly headers: Headers;
}

/** An answer that is not the one asked for (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  readonly headers: Headers;
  constructor(problem: Problem, headers: Headers) {
    super(\`\${problem.status} \${problem.title} \${problem.detail}\`);
    this.problem = problem;
    this.headers = headers;
  }
}

export interface ClientOptions {
  /** Where the gateway is, without a slash at the end. */
  readonly endpoint: string;
  /** Gives a valid access token. */
  readonly token: () => Promise<string>;
}

type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export class TallyflowClient {
  readonly #options: ClientOptions;
  constructor(options: ClientOptions) {
    this.#options = options;
  }
${operations.map(methodOf).join('')}
  async #call<Body>(
    method: string,
    path: string,
    { query = {}, body, options = {} }: { query?: Query; body?: unknown; options?: CallOptions },
  ): Promise<Answer<Body>> {
    const url = new URL(this.#options.endpoint + path);
    for (const [name, value] of Object.entries(query))
      for (const one of Array.isArray(value) ? value : [value])
        if (one !== undefined) url.searchParams.append(name, String(one));
    const headers: Record<string, string> = { authorization: \`Bearer \${await this.#options.token()}\` };
    if (method === 'POST') headers['idempotency-key'] = options.idempotencyKey ?? crypto.randomUUID();
    if (options.ifMatch !== undefined) headers['if-match'] = options.ifMatch;
    if (options.correlationId !== undefined) headers['x-correlation-id'] = options.correlationId;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const answer = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const given: unknown = await answer.json();
    if (!answer.ok) throw new ProblemError(given as Problem, answer.headers);
    const etag = answer.headers.get('etag') ?? undefined;
    return { status: answer.status, body: given as Body, etag, headers: answer.headers };
  }
}
`;
}

function methodOf({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: Operation;
}): string {
  const { operationId, summary, parameters, requestBody, responses } = operation;
  const of = (place: Parameter['in']) => parameters.filter((parameter) => parameter.in === place);
  const fields = (list: readonly Parameter[]) =>
    `{ ${list
      .map(({ name, required, schema }) => `readonly ${name}${required ? '' : '?'}: ${typeOf(schema)}`)
      .join('; ')} }`;
  const [inPath, inQuery] = [of('path'), of('query')];
  const body = requestBody?.content['application/json'].schema;
  const good = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
  const answer = good?.content?.['application/json']?.schema;
  const needsQuery = inQuery.some(({ required }) => required);
  const takes = [
    ...(inPath.length > 0 ? [`params: ${fields(inPath)}`] : []),
    ...(body ? [`body: ${typeOf(body)}`] : []),
    ...(inQuery.length > 0 ? [`query: ${fields(inQuery)}${needsQuery ? '' : ' = {}'}`] : []),
    'options: CallOptions = {}',
  ];
  const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `\${encodeURIComponent(params.${name})}`);
  const sends = [inQuery.length > 0 && 'query', body && 'body', 'options'].filter(Boolean).join(', ');
  return `
  /** ${summary} */
  ${operationId}(${takes.join(', ')}): Promise<Answer<${answer ? typeOf(answer) : 'unknown'}>> {
    return this.#call('${method}', \`${place}\`, { ${sends} });
  }
`;
}

/** A JSON Schema as TypeScript says it; what it cannot say is wider, never narrower. */
function typeOf(schema: Schema): string {
  const {
    $ref,
    enum: values,
    const: constant,
    anyOf,
    oneOf,
    allOf,
    type,
    items,
    properties,
  } = schema as {
    $ref?: string;
    enum?: readonly unknown[];
    const?: unknown;
    anyOf?: readonly Schema[];
    oneOf?: readonly Schema[];
    allOf?: readonly Schema[];
    type?: string | readonly string[];
    items?: Schema;
    properties?: Readonly<Record<string, Schema>>;
  };
  if ($ref !== undefined) return $ref.slice($ref.lastIndexOf('/') + 1);
  if (constant !== undefined) return JSON.stringify(constant);
  if (values) return values.map((value) => JSON.stringify(value)).join(' | ');
  const choices = anyOf ?? oneOf;
  if (choices) return `(${[...new Set(choices.map(typeOf))].join(' | ')})`;
  if (allOf) return allOf.map(typeOf).join(' & ');
  if (typeof type === 'object') return type.map((one) => typeOf({ ...schema, type: one })).join(' | ');
  switch (type) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return `readonly (${items ? typeOf(items) : 'unknown'})[]`;
    case 'object':
      return objectType(schema, properties);
    default:
      return 'unknown';
  }
}

function objectType(schema: Schema, properties: Readonly<Record<string, Schema>> | undefined): string {
  const { additionalProperties, required = [] } = schema as {
    additionalProperties?: Schema | boolean;
    required?: readonly string[];
  };
  if (!properties) {
    const value = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown';
    return `Readonly<Record<string, ${value}>>`;
  }
  const fields = Object.entries(properties).map(
    ([name, field]) =>
      `readonly ${/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(field)}`,
  );
  return `{ ${fields.join('; ')} }`;
}
