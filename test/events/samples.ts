import { readdirSync, readFileSync } from 'node:fs';
import type { Envelope } from '../../events/envelope.ts';

const FOLDER = new URL('../../events/samples/', import.meta.url);

/** File names without `.json`: each is the detail-type of one event. */
export function sampleNames(): readonly string[] {
  return readdirSync(FOLDER).map((name) => name.replace(/\.json$/, ''));
}

/** A fresh copy of the sample on disk. */
export function sample<Data = Record<string, unknown>>(type: string): Envelope<Data> {
  return JSON.parse(readFileSync(new URL(`${type}.json`, FOLDER), 'utf8'));
}
