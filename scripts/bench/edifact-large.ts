import { streamFigure } from './stream-figure.ts';

export const edifactLarge = streamFigure('EDIFACT', {
  name: 'edifact-large',
  what: 'Despatch advices of 100 lines, cut into segments, envelopes and structure checked',
  script: 'read-edifact.ts',
});
