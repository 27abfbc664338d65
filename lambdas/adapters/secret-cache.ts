import { ContractViolation } from '../shared/errors.ts';

export interface SecretSource {
  readonly secret: (name: string) => Promise<string>;
  readonly clock: () => string;
}

export interface SecretCache {
  /** The bearer token kept under `name`; `refresh` reads it anew. */
  token(name: string, source: SecretSource, refresh: boolean): Promise<string>;
}

const REMEMBER_MS = 5 * 60_000;

/** Remembers tokens for five minutes per execution environment, so a rotated one is picked up without a deployment. */
export function secretCache(): SecretCache {
  const known = new Map<string, { token: string; until: number }>();
  return {
    async token(name, source, refresh) {
      const now = Date.parse(source.clock());
      const held = known.get(name);
      if (held && !refresh && now < held.until) return held.token;
      const token = (await source.secret(name)).trim();
      if (!/^[\x21-\x7e]+$/.test(token)) {
        throw new ContractViolation(
          `secret ${name} is no bearer token: store the token alone, printable and without spaces`,
        );
      }
      known.set(name, { token, until: now + REMEMBER_MS });
      return token;
    },
  };
}
