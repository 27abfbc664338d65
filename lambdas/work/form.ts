import { ContractViolation } from '../shared/errors.ts';

/**
 * The part of JSON Schema 2020-12 that forms of tasks use: one flat object of integers, strings and booleans. A keyword
 * outside it raises ContractViolation, so a form is never checked less strictly than its author thinks.
 */
interface FieldSchema {
  readonly type: 'integer' | 'string' | 'boolean';
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

const FORM_KEYWORDS = [
  '$schema',
  'type',
  'title',
  'description',
  'properties',
  'required',
  'additionalProperties',
];
const COMMON = ['type', 'title', 'description', 'enum'];
const KEYWORDS: Readonly<Record<FieldSchema['type'], readonly string[]>> = {
  integer: [...COMMON, 'minimum', 'maximum'],
  string: [...COMMON, 'minLength', 'maxLength', 'pattern'],
  boolean: COMMON,
};

/** The fields of a form by name. Raises ContractViolation naming `what` when the schema is not one this system checks. */
export function fieldsOf(
  what: string,
  schema: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, FieldSchema> {
  const unknown = Object.keys(schema).find((keyword) => !FORM_KEYWORDS.includes(keyword));
  if (unknown)
    throw new ContractViolation(
      `the form of ${what} uses "${unknown}", which is not checked here; use ${FORM_KEYWORDS.join(', ')}`,
    );
  if (schema.type !== 'object')
    throw new ContractViolation(`the form of ${what} has type ${JSON.stringify(schema.type)}; use "object"`);
  return new Map(
    Object.entries((schema.properties ?? {}) as Record<string, FieldSchema>).map(([name, field]) => {
      const keywords = KEYWORDS[field.type];
      if (!keywords)
        throw new ContractViolation(
          `field ${name} in the form of ${what} has type ${JSON.stringify(field.type)}; use integer, string or boolean`,
        );
      const wrong = Object.keys(field).find((keyword) => !keywords.includes(keyword));
      if (wrong)
        throw new ContractViolation(
          `field ${name} in the form of ${what} uses "${wrong}", which is not checked here; use ${keywords.join(', ')}`,
        );
      return [name, field];
    }),
  );
}

/** Raises ContractViolation naming every field that does not fit the form, its value and what would. */
export function requireValidForm(
  what: string,
  schema: Readonly<Record<string, unknown>> | undefined,
  form: Readonly<Record<string, unknown>> | undefined,
): void {
  if (!schema) {
    if (form === undefined || Object.keys(form).length === 0) return;
    throw new ContractViolation(
      `${what} takes no values, but ${Object.keys(form).join(', ')} came with it; leave them out`,
    );
  }
  const fields = fieldsOf(what, schema);
  const required = (schema.required ?? []) as readonly string[];
  const values = form ?? {};
  const problems = [
    ...required.filter((name) => values[name] === undefined).map((name) => `${name} is missing`),
    ...Object.entries(values).flatMap(([name, value]) => {
      const field = fields.get(name);
      if (!field) return `${name} is unknown: fields are ${[...fields.keys()].join(', ')}`;
      const problem = problemOf(field, value);
      return problem === undefined ? [] : `${name} = ${JSON.stringify(value)}: ${problem}`;
    }),
  ];
  if (problems.length > 0)
    throw new ContractViolation(`the form of ${what} does not fit: ${problems.join('; ')}`);
}

/** What would be accepted instead of the value; nothing when it fits. */
function problemOf(field: FieldSchema, value: unknown): string | undefined {
  if (field.enum && !field.enum.includes(value)) return `give one of ${field.enum.join(', ')}`;
  switch (field.type) {
    case 'integer':
      if (!Number.isSafeInteger(value)) return 'give a whole number';
      return rangeProblem(value as number, field.minimum, field.maximum, '');
    case 'string':
      if (typeof value !== 'string') return 'give a text';
      if (field.pattern !== undefined && !new RegExp(field.pattern, 'u').test(value))
        return `give a text like ${field.pattern}`;
      return rangeProblem([...value].length, field.minLength, field.maxLength, ' characters');
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'give true or false';
  }
}

function rangeProblem(
  size: number,
  least: number | undefined,
  most: number | undefined,
  unit: string,
): string | undefined {
  if (least !== undefined && size < least) return `give at least ${least}${unit}`;
  if (most !== undefined && size > most) return `give at most ${most}${unit}`;
  return undefined;
}
