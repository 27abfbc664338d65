import { streamFigure } from './stream-figure.ts';

export const x12Large = streamFigure('X12', {
  name: 'x12-large',
  what: 'Ship notices (856) of 100 lines, cut into segments, envelopes checked and every line read',
  script: 'read-x12.ts',
});
