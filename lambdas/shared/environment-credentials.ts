import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for `@aws-sdk/credential-provider-node` in every bundle (see `scripts/bundle.ts`). A function always finds its
 * role's credentials in its environment; the providers for profiles, single sign-on and web identity would be a quarter
 * of each bundle and never run.
 */
export const defaultProvider = () => fromEnv();
