import type { Environment } from '../shared/environment.ts';
import { runtimeWith, secrets } from '../shared/runtime.ts';
import { frontDoor } from './front-door.ts';
import { apiHandler } from './kernel/api-handler.ts';
import { route as queryControlTower } from './query-control-tower.ts';

/** The control tower alone: its engine is in no other function's bundle, and its role only looks. */
export const routes = [queryControlTower];

/** Whether the schema may be asked for, as the stage says. */
const introspection = ({ GRAPHQL_INTROSPECTION }: Environment) => ({
  introspection: GRAPHQL_INTROSPECTION === 'on',
});

export const handler = apiHandler(routes, frontDoor(runtimeWith(secrets, introspection)));
