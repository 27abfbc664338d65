/** A failure that one sentence explains and remedies: commands print the sentence alone, without a stack. */
export class LocalAwsError extends Error {
  override readonly name = 'LocalAwsError';
}

/** Runs a command's main function; a failure becomes its sentence on stderr and exit code 1. */
export async function runCommand(main: () => Promise<number | undefined>): Promise<void> {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (!(error instanceof LocalAwsError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
