import type { HeaderName, ItemName } from '../document-fields.ts';
import { HashTotal } from './hash-total.ts';
import type { LineTable } from './line-set.ts';
import { type Texts, type WrittenSegment, writeRecord } from './places.ts';

/** What is written of a line: its fields, and the fields of what there are several of in it. */
export interface LineTexts<Field extends string, Part extends string> {
  readonly fields: Texts<ItemName | Field>;
  readonly parts?: readonly Texts<Part>[];
}

/** Every segment between ST and SE, as the table says, with the totals of the lines. */
export function writeLines<Header extends string, Field extends string, Part extends string>(
  { header, lines, parts, totals }: LineTable<Header, Field, Part>,
  head: Texts<HeaderName | Header>,
  body: readonly LineTexts<Field, Part>[],
): readonly WrittenSegment[] {
  const hash = new HashTotal();
  for (const { fields, parts: several = [] } of body) {
    if (totals?.hashes) hash.add((fields as Texts<string>)[totals.hashes]);
    if (totals?.hashesParts)
      for (const part of several) hash.add((part as Texts<string>)[totals.hashesParts]);
  }
  const hashed = totals?.hashes !== undefined || totals?.hashesParts !== undefined;
  return [
    ...writeRecord(header, head),
    ...body.flatMap((line) => [
      ...writeRecord<ItemName | Field>(lines, line.fields),
      ...(parts && line.parts ? line.parts.flatMap((part) => writeRecord(parts.places, part)) : []),
    ]),
    ...(totals
      ? writeRecord([totals.place], {
          lineCount: String(body.length),
          hashTotal: hashed ? hash.text : '',
        })
      : []),
  ];
}
