import type { Page } from '../../store/ports.ts';
import { ApiProblem } from './problem.ts';
import type { PageAsked } from './route.ts';

/**
 * One page over several lists, one after the other: the cursor says in which list it stands and where. Lists are read only
 * until the page is full, so a page costs what it shows.
 *
 * @param keep what of a page's rows is shown; rows left out count as read
 */
export async function pageOver<List, Row>(
  lists: readonly List[],
  { limit, cursor }: PageAsked,
  read: (list: List, page: PageAsked) => Promise<Page<Row>>,
  keep: (row: Row) => boolean = () => true,
): Promise<Page<Row>> {
  const rows: Row[] = [];
  let [place, inner] = positionOf(cursor, lists.length);
  while (place < lists.length) {
    const page = await read(lists[place] as List, {
      limit: limit - rows.length,
      ...(inner === undefined ? {} : { cursor: inner }),
    });
    rows.push(...page.rows.filter(keep));
    inner = page.cursor;
    if (inner === undefined) place += 1;
    if (rows.length >= limit) break;
  }
  return place < lists.length
    ? { rows, cursor: inner === undefined ? `${place}:` : `${place}:${inner}` }
    : { rows };
}

function positionOf(cursor: string | undefined, lists: number): [number, string | undefined] {
  if (cursor === undefined) return [0, undefined];
  const [, place = '', inner = ''] = /^(\d{1,6}):(.*)$/s.exec(cursor) ?? [];
  if (place !== '' && Number(place) < lists) return [Number(place), inner === '' ? undefined : inner];
  throw new ApiProblem('unprocessable', 'the cursor belongs to another question; start again without it');
}
