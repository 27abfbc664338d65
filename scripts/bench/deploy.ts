import type { Figure } from './figure.ts';

export const deploy: Figure = {
  name: 'deploy',
  title: 'Deployment to an empty LocalStack',
  how: 'Wall time of what `npm start` does before the day: bundling, bootstrap and every stack of the local stage, once.',
  measure: async ({ stage }) => {
    const { startSeconds, deploySeconds } = await stage();
    return [
      { what: 'LocalStack starts', value: startSeconds, unit: 's' },
      { what: 'everything is deployed', value: deploySeconds, unit: 's', atMost: 150 },
    ];
  },
};
