import * as z from 'zod/mini';
import { identifier } from '../../events/envelope.ts';
import { DECIDING } from '../domain/grants.ts';
import { Role } from '../domain/tenant.ts';

/** Shapes more than one route speaks of. */

export const opaque = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,512}$/, 'an id as answers give it'));
/** A person's words: a reason, a comment. */
export const words = z.string().check(z.minLength(1), z.maxLength(1000), z.regex(/\S/, 'some words'));
/** A whole number of units above zero. */
export const units = z.int().check(z.positive(), z.maximum(1_000_000_000));
export const record = z.record(z.string(), z.unknown());
export const amount = z.object({ minor: z.int(), currency: z.string() });

/** What a page answers: the kernel adds `next` while there is more. */
export function pageOf<Item extends z.ZodMiniType>(item: Item) {
  return z.object({ items: z.array(item), next: z.optional(z.string()) });
}

export const atItem = z.object({ site: identifier, sku: identifier });
export const byId = z.object({ id: opaque });
export const byCaseId = z.object({ caseId: identifier });

/** Everyone a tenant grants anything looks (rule 4.14); sites and processes narrow it. */
export const LOOK = Role.options as unknown as readonly [Role, ...Role[]];
/** Whoever tells what happened on the floor: people who work there, and the systems they work with. */
export const TELL = [
  'operator',
  'supervisor',
  'inventory-manager',
  'dc-manager',
  'quality',
  'service',
] as const;
/** Whoever may send what a partner would: its files become notices, receipts and orders. */
export const SEND_FILES = [
  'supervisor',
  'inventory-manager',
  'dc-manager',
  'buyer',
  'purchasing',
  'integration-admin',
  'service',
] as const;
/** Whoever may be asked: the task itself says which of them. */
export const DECIDE = DECIDING as readonly [Role, ...Role[]];
/** Whoever may stop a process or set it going again. */
export const STEER = ['supervisor', 'inventory-manager', 'dc-manager', 'integration-admin'] as const;
/** Whoever may see how a tenant is set up: people, partners and names of secrets are in it. */
export const SETTINGS = [
  'tenant-admin',
  'integration-admin',
  'partner-admin',
  'dc-manager',
  'finance',
  'auditor',
] as const;
/** Whoever sees what was proposed: those who may decide about it, and those who see how a tenant is set up. */
export const PROPOSALS = [...DECIDE, 'auditor', 'partner-admin'] as const satisfies readonly [
  Role,
  ...Role[],
];
/** Whoever sells: the systems of sales channels, and people who answer for stock. */
export const RESERVE = ['supervisor', 'inventory-manager', 'dc-manager', 'service'] as const;
/** Whoever connects systems: people who answer for it, and the systems themselves. */
export const HOOKS = ['integration-admin', 'tenant-admin', 'service'] as const;
