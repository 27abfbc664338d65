/** LocalStack takes any credentials; these are its account 000000000000, in the local stage's region. */
export const localCredentials = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
