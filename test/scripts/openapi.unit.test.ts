import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { brokenRoutes, type RestContract } from '../../scripts/generating/openapi-diff.ts';

// biome-ignore lint/suspicious/noExplicitAny: made-up changes reach anywhere
type Json = any;
const read = (path: string): Json =>
  JSON.parse(readFileSync(new URL(`../../api/${path}`, import.meta.url), 'utf8'));
const present = read('openapi.json');

it('is OpenAPI 3.1 as the specification says', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(present));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  expect(await new Validator().validate({ ...present, paths: 7 })).toMatchObject({ valid: false });
});

it('lists every problem a call can meet, with its type', () => {
  const statuses = (path: string, method: string) => Object.keys(present.paths[path][method].responses);
  expect(statuses('/v1/tasks', 'get')).toEqual(['200', '400', '401', '403', '422', '429', '500', '503']);
  expect(statuses('/v1/cases/{caseId}/assignee', 'put')).toEqual(
    expect.arrayContaining(['404', '409', '412', '413', '415', '428']),
  );
});

describe('the last released contract', () => {
  it('is only added to', () => {
    expect(brokenRoutes(read('released/openapi.json'), present)).toEqual([]);
  });

  const changed = (change: (paths: Json, components: Json) => void): RestContract => {
    const copy = structuredClone(present);
    change(copy.paths, copy.components);
    return copy;
  };
  it.each<[string, RestContract, (string | RegExp)[]]>([
    [
      'a new route, a new answer field and a new optional parameter',
      changed((paths, components) => {
        paths['/v1/other'] = paths['/v1/tasks'];
        components.schemas.Task.properties.later = { type: 'string' };
        paths['/v1/tasks'].get.parameters.push({ name: 'new', in: 'query', required: false, schema: {} });
      }),
      [],
    ],
    [
      'a route that is gone',
      changed((paths) => {
        delete paths['/v1/tasks'];
      }),
      ['GET /v1/tasks: was removed or renamed'],
    ],
    [
      'a parameter that becomes required',
      changed((paths) => {
        paths['/v1/tasks'].get.parameters.find((one: Json) => one.name === 'group').required = true;
      }),
      ['GET /v1/tasks: query group is required now'],
    ],
    [
      'a body that needs more',
      changed((paths) => {
        paths['/v1/tasks/{id}/delegate'].post.requestBody.content['application/json'].schema.required.push(
          'why',
        );
      }),
      [/^POST \/v1\/tasks\/\{id\}\/delegate body why: is new and is required/],
    ],
    [
      'an answer that says less',
      changed((_, components) => {
        delete components.schemas.Case.properties.summary;
      }),
      [/Case|summary: was removed/],
    ],
  ])('tells %s for what it is', (_, after, problems) => {
    const broken = brokenRoutes(present, after);
    expect(broken.length > 0).toBe(problems.length > 0);
    for (const problem of problems)
      expect(broken.some((one) => (typeof problem === 'string' ? one === problem : problem.test(one)))).toBe(
        true,
      );
  });
});
