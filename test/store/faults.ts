import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The fault of `armFault`, so that a test can tell it from a real failure. */
export class InjectedCrash extends Error {}

export interface Fault {
  /** Lets the n-th call from now on fail, before it reaches DynamoDB or after it took effect there. */
  arm(call: number, when: 'before' | 'after'): void;
  /** Ends the fault and tells whether it happened. */
  disarm(): boolean;
}

/** A client that dies at a chosen call, as a function does that is killed between two writes. */
export function faultOf(client: DynamoDBClient): Fault {
  let armed: { call: number; when: 'before' | 'after' } | undefined;
  let happened = false;

  client.middlewareStack.add(
    (next) => async (args) => {
      const fault = armed;
      if (fault === undefined) return next(args);
      fault.call--;
      if (fault.call > 0) return next(args);
      armed = undefined;
      happened = true;
      if (fault.when === 'after') await next(args);
      throw new InjectedCrash(`crashed ${fault.when} a call`);
    },
    { step: 'initialize', name: 'fault' },
  );

  return {
    arm(call, when) {
      armed = { call, when };
      happened = false;
    },
    disarm() {
      armed = undefined;
      return happened;
    },
  };
}
