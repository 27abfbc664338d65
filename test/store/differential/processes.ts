import fc from 'fast-check';
import { newProcess, step } from '../samples.ts';
import {
  at,
  type Call,
  eventNames,
  events,
  id,
  limit,
  maybe,
  onlyOf,
  pages,
  searchKey,
  site,
  small,
  state,
  work,
} from './call.ts';

export const processCalls: fc.Arbitrary<Call>[] = [
  fc.tuple(id, site, state, maybe(at), fc.array(searchKey, { maxLength: 2 }), eventNames).map(
    ([processId, where, first, dueAt, search, names]): Call =>
      ({ processes }, tenant) =>
        processes.open(
          tenant,
          newProcess({ processId, site: where, state: first, dueAt }),
          search,
          step('open'),
          events(tenant, names),
        ),
  ),
  fc
    .record({
      processId: id,
      now: at,
      to: maybe(state),
      dueAt: maybe(fc.option(at)),
      closes: fc.boolean(),
      handled: maybe(work),
      fact: maybe(small),
      search: fc.array(searchKey, { maxLength: 1 }),
      names: eventNames,
    })
    .map(
      ({ processId, now, to, dueAt, closes, handled, fact, search, names }): Call =>
        ({ processes }, tenant) =>
          processes.change(tenant, processId, {
            at: now,
            state: to,
            dueAt,
            handled,
            search,
            events: events(tenant, names),
            step: step(`change ${now}`, { at: now }),
            ...(fact === undefined ? {} : { facts: { [`fact#${fact}`]: { fact, gone: undefined } } }),
            ...(closes && fact === 3 ? { closedAt: now, outcome: 'done' } : {}),
          }),
    ),
  fc.tuple(id, state, at).map(
    ([processId, to, dueAt]): Call =>
      ({ processes }, tenant) =>
        processes.wait(tenant, processId, { taskToken: `token ${to}`, state: to, dueAt, at: dueAt }),
  ),
  fc.tuple(id, work, at).map(
    ([processId, some, now]): Call =>
      ({ processes }, tenant) =>
        processes.signal(tenant, processId, some, now),
  ),
  fc.tuple(id, fc.constantFrom('a#1', 'a#2', 'b'), small).map(
    ([processId, key, sequence]): Call =>
      ({ processes }, tenant) =>
        processes.putFact(tenant, processId, { key, sequence, body: { sequence } }),
  ),
  fc.tuple(id, fc.constantFrom('', 'a', 'a#', 'b#')).map(
    ([processId, prefix]): Call =>
      ({ processes }, tenant) =>
        processes.facts(tenant, processId, prefix),
  ),
  fc.tuple(id, small, small).map(
    ([processId, chunk, version]): Call =>
      ({ processes }, tenant) =>
        processes.writeChunk(
          tenant,
          processId,
          chunk,
          { chunk, text: 'x'.repeat(700) },
          version,
          step(`chunk ${version}`),
        ),
  ),
  fc.tuple(id, small).map(
    ([processId, chunk]): Call =>
      ({ processes }, tenant) =>
        processes.readChunk(tenant, processId, chunk),
  ),
  id.map(
    (processId): Call =>
      ({ processes }, tenant) =>
        Promise.all([processes.get(tenant, processId), processes.steps(tenant, processId)]),
  ),
  fc.tuple(searchKey, limit).map(
    ([key, size]): Call =>
      ({ processes }, tenant) =>
        pages((cursor) => processes.search(tenant, key, { limit: size, cursor })),
  ),
  fc.tuple(site, state, limit).map(
    ([where, of, size]): Call =>
      ({ processes }, tenant) =>
        pages((cursor) => processes.byState(tenant, where, of, { limit: size, cursor })),
  ),
  at.map(
    (now): Call =>
      async ({ processes }, tenant) =>
        onlyOf(tenant, await processes.due(now, 100_000)),
  ),
  fc.tuple(id, work, at).map(
    ([processId, some, now]): Call =>
      ({ processes }, tenant) =>
        processes.park(tenant, 'erp', processId, some, now),
  ),
  fc.tuple(id, at).map(
    ([processId, now]): Call =>
      ({ processes }, tenant) =>
        processes.unpark(tenant, 'erp', processId, now),
  ),
  fc.constant(({ processes }, tenant) => processes.parked(tenant, 'erp', 100)),
];
