import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

/** From this many bytes on, compressing saves a write unit often enough to be worth its milliseconds. */
const COMPRESS_FROM = 600;

/**
 * A free-form value as one attribute: JSON text, compressed when it is long. DynamoDB charges writes by the kilobyte and
 * ends at 400 KB an item; a chunk of 100 lines is ten times smaller packed. `undefined` members are left out.
 */
export type Packed = string | Uint8Array;

export function pack(value: unknown): Packed {
  const text = JSON.stringify(value) ?? 'null';
  if (text.length < COMPRESS_FROM) return text;
  return brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 5,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    },
  });
}

export function unpack<Value>(packed: Packed): Value {
  return JSON.parse(
    typeof packed === 'string' ? packed : brotliDecompressSync(packed).toString('utf8'),
  ) as Value;
}
