import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The fault of `armFault`, so that a test can tell it from a real failure. */
export class InjectedCrash extends Error {}

export interface Fault {
  /** Lets the n-th call from now on fail, before it reaches DynamoDB or after it took effect there. */
  arm(call: number, when: 'before' | 'after'): void;
  /** From now on the connection breaks once after every call took effect, so that the client itself repeats the call. */
  loseAnswers(): void;
  /** Ends the fault and tells whether it happened. */
  disarm(): boolean;
}

/** A client that dies at a chosen call, as a function does that is killed between two writes. */
export function faultOf(client: DynamoDBClient): Fault {
  let armed: { call: number; when: 'before' | 'after' } | undefined;
  let happened = false;
  let losing = false;

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

  const answered = new WeakSet<object>();
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      if (!losing || answered.has(args.input)) return result;
      answered.add(args.input);
      happened = true;
      throw Object.assign(new Error('read ECONNRESET'), { name: 'TimeoutError', code: 'ECONNRESET' });
    },
    // Below the client's own retries, which run at the top of this step.
    { step: 'finalizeRequest', priority: 'low', name: 'lost-answer' },
  );

  return {
    loseAnswers() {
      losing = true;
      happened = false;
    },
    arm(call, when) {
      armed = { call, when };
      happened = false;
    },
    disarm() {
      armed = undefined;
      losing = false;
      return happened;
    },
  };
}
