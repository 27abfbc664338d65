import { html, page } from '../../local/systems/page.ts';

interface Described {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: unknown }>>;
}
interface Document {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

/** The reference of the REST API as one page: no script, no network, any browser. */
export function apiPage({ info, tags, paths, components }: Document): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = tags.map(({ name }) => {
    const rows = operations.filter(({ operation }) => operation.tags.includes(name)).map(operationHtml);
    return `<section><h2 id="${anchor(name)}">${html(name)}</h2>\n${rows.join('\n')}\n</section>`;
  });
  const shapes = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${html(name)}"><summary><code>${html(name)}</code></summary>${json(schema)}</details>`,
  );
  return page(
    `${info.title} ${info.version}: API reference`,
    `<h1>${html(info.title)} ${html(info.version)}</h1>
${info.description
  .split('\n')
  .map((line) => `<p>${inline(line)}</p>`)
  .join('\n')}
<p>Made from <code>api/openapi.json</code>. Begin with the <a href="guide.md">guide</a>.</p>
<nav>${tags.map(({ name }) => `<a href="#${anchor(name)}">${html(name)}</a>`).join(' · ')} · <a href="#shapes">Shapes</a></nav>
${sections.join('\n')}
<section><h2 id="shapes">Shapes</h2>
${shapes.join('\n')}
</section>`,
  );
}

function operationHtml({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: Described;
}): string {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const answers = Object.entries(responses)
    .map(([status, answer]) => `<tr><td>${html(status)}<td>${html(answer.description)}`)
    .join('');
  const good = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
  return `<details id="${html(operationId)}"><summary><b>${html(method.toUpperCase())}</b> <code>${html(path)}</code> ${html(summary)}</summary>
<p><code>${html(operationId)}</code></p>
${description
  .split('\n\n')
  .map((paragraph) => `<p>${inline(paragraph)}</p>`)
  .join('\n')}
<h3>Parameters</h3>${json(parameters)}
${requestBody ? `<h3>Body</h3>${json(requestBody)}` : ''}
<h3>Answer</h3>${json(good?.content)}
<table>${answers}</table>
</details>`;
}

function json(value: unknown): string {
  return `<pre>${html(JSON.stringify(value, null, 1))}</pre>`;
}

function inline(text: string): string {
  return html(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function anchor(name: string): string {
  return html(name.toLowerCase().replaceAll(' ', '-'));
}
