const SECRET_FIELD = /authorization|cookie|token|secret|password|passphrase|credential|api[-_]?key/i;
const REMOVED = '[removed]';

/**
 * A copy of `value` that may be shown to people: fields whose name says secret lose their value, and every occurrence of
 * a known secret is cut out of every text, because a system may echo the token it was sent.
 */
export function withoutSecrets<Value>(value: Value, secrets: readonly string[]): Value {
  return scrub(
    value,
    secrets.filter((secret) => secret.length > 0),
  ) as Value;
}

function scrub(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string')
    return secrets.reduce((text, secret) => text.replaceAll(secret, REMOVED), value);
  if (Array.isArray(value)) return value.map((entry) => scrub(entry, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      scrub(name, secrets) as string,
      SECRET_FIELD.test(name) ? REMOVED : scrub(entry, secrets),
    ]),
  );
}
