import type { DescribedOperation, OpenApi } from './openapi.ts';
import { html, page } from './page.ts';

/** Commands of the control plane, for people; `control.ts` carries them out. */
const COMMANDS: readonly (readonly [command: string, meaning: string])[] = [
  [
    'PUT /__control/tenants/{tenant}/systems/{system}',
    'Gives a tenant a system: {"token": "…", "seed": {…}}.',
  ],
  ['POST /__control/tenants/{tenant}/systems/{system}/seed', 'Adds master data.'],
  ['GET /__control/tenants/{tenant}/systems/{system}/state', 'Everything the system knows.'],
  ['GET /__control/tenants/{tenant}/systems/{system}/effects', 'How many writes took effect, by operation.'],
  ['DELETE /__control/tenants/{tenant}', 'Forgets a tenant.'],
  ['GET /__control/faults', 'Faults that are set, with their hits.'],
  [
    'POST /__control/faults',
    'Sets one: {"kind": "error", "status": 500, "system": "erp", "times": 3}. Kinds: latency, rate-limit, error, hang, reset-before, reset-after, malformed, half-body.',
  ],
  ['DELETE /__control/faults/{id}', 'Clears one; without id, all.'],
  ['GET /__log?tenant=&system=&operation=&since=', 'What was called, with key, answer and fault.'],
];

/** A readable page of the contract: no script, works in any browser. */
export function docsPage(description: OpenApi): string {
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = description.tags.map(({ name }) => {
    const rows = operations.filter(({ operation }) => operation.tags.includes(name)).map(operationHtml);
    return `<section><h2 id="${html(name)}">${html(name)}</h2>${rows.join('')}</section>`;
  });
  return page(
    description.info.title,
    `<h1>${html(description.info.title)}</h1>
<p>${html(description.info.description)}</p>
<p>The same as <a href="/openapi.json">OpenAPI 3.1</a>. The last calls are at <a href="/__log">/__log</a>.</p>
<nav>${description.tags.map(({ name }) => `<a href="#${html(name)}">${html(name)}</a>`).join(' · ')} · <a href="#control">control plane</a></nav>
${sections.join('\n')}
<section><h2 id="control">Control plane</h2><table>${COMMANDS.map(([command, meaning]) => `<tr><td><code>${html(command)}</code><td>${html(meaning)}`).join('')}</table></section>`,
  );
}

function operationHtml({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: DescribedOperation;
}): string {
  const shape = {
    parameters: operation.parameters,
    requestBody: operation.requestBody,
    answer: operation.responses[200],
  };
  return `<details><summary><code>${html(method.toUpperCase())} ${html(path)}</code> ${html(operation.summary)}</summary>
<p><code>${html(operation.operationId)}</code>. ${html(operation.description)}</p>
<pre>${html(JSON.stringify(shape, null, 2))}</pre></details>`;
}
