import { allFunctions } from './lib/kernel.ts';
import { codeOf, needsOf } from './test/lints/access.ts';
const code = await codeOf(allFunctions());
for (const f of allFunctions()) { const c = code.get(f.entry); if (c === undefined) { console.log('MISSING', f.entry); continue; }
 const { secrets, machines, ...n } = needsOf(c) as any; console.log(f.entry, JSON.stringify({...n, ...(machines.length?{machines}:{})}), JSON.stringify(n) === JSON.stringify({}) ); }
