import { connect } from './ops/connect.ts';
import { run } from './ops/run.ts';

/** The operator's command line: `npm run ops -- <command>`, over the same stores and rules as the functions. */
const { exitCode, out, error } = await run(process.argv.slice(2), () => connect(process.env));
if (out !== undefined) console.log(out);
if (error !== undefined) console.error(error);
process.exitCode = exitCode;
