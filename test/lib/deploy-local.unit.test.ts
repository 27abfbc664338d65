import { expect, it } from 'vitest';
import { reasonIn } from '../../scripts/deploy-local.ts';

it.each([
  [
    'a resource that failed',
    `Tallyflow-local-bus | 3/9 | 1:00:00 PM | CREATE_COMPLETE | AWS::SQS::Queue | Undeliverable
Tallyflow-local-bus | 4/9 | 1:00:01 PM | CREATE_FAILED        | AWS::Lambda::Function | PublishOutbox/Function (X) the role cannot be assumed
❌  Tallyflow-local-bus failed: ToolkitError: The stack named Tallyflow-local-bus failed creation`,
    'AWS::Lambda::Function | PublishOutbox/Function (X) the role cannot be assumed',
  ],
  [
    'a stack that failed',
    'Deploying\n ❌  Tallyflow-local-data failed: connect ECONNREFUSED 127.0.0.1:4566.\n',
    'Tallyflow-local-data failed: connect ECONNREFUSED 127.0.0.1:4566',
  ],
  [
    'an app that does not synthesize',
    'Error: stage "x" is unknown\n    at somewhere (file.ts:1:1)\nnode bin/tallyflow.ts: Subprocess exited with error 1',
    'Error: stage "x" is unknown',
  ],
  [
    'a template that is wrong',
    'file:/x.ts:57:21\nERROR DefinitionString: length 0 is below minimum 1\n   Some/Path\nSynthesis finished with errors',
    'ERROR DefinitionString: length 0 is below minimum 1',
  ],
  ['anything else', 'something odd\n\n', 'something odd'],
  ['silence', '', 'it said nothing'],
])('finds the reason in the output of %s', (_case, output, reason) => {
  expect(reasonIn(output)).toBe(reason);
});
