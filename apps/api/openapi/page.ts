import type { OpenAPIObject } from '@nestjs/swagger';
import { PAGE_STYLE } from './page-style.js';

/** An operation as far as the page shows it. */
interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly parameters?: readonly {
    readonly name?: string;
    readonly in?: string;
    readonly required?: boolean;
    readonly description?: string;
  }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, Media>> };
  readonly responses?: Readonly<
    Record<string, { readonly description?: string; readonly content?: Readonly<Record<string, Media>> }>
  >;
}

interface Media {
  readonly schema?: unknown;
  readonly example?: unknown;
}

const METHODS = ['get', 'post', 'put', 'delete'] as const;

/** The OpenAPI document as one readable page: no scripts, nothing loaded from anywhere. */
export function docsPage(document: OpenAPIObject): string {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      // The document is ours: its operations are of this form.
      const operation = item[method] as Operation | undefined;
      return operation === undefined ? [] : [{ path, method, operation }];
    }),
  );
  const sections = (document.tags ?? []).map(({ name, description = '' }) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(name));
    return `<section><h2 id="${escape(name)}">${escape(name)}</h2><p>${escape(description)}</p>${own.map(operationHtml).join('')}</section>`;
  });
  const schemas = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<details id="schema-${escape(name)}"><summary><code>${escape(name)}</code></summary>${json(schema)}</details>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(document.info.title)} ${escape(document.info.version)}: HTTP API</title><style>${PAGE_STYLE}</style></head>
<body><header><h1>${escape(document.info.title)} <small>${escape(document.info.version)}</small></h1>
${prose(document.info.description ?? '')}<p>For programs: <a href="/openapi.json">openapi.json</a> (OpenAPI ${escape(document.openapi)})</p>
<nav>${(document.tags ?? []).map(({ name }) => `<a href="#${escape(name)}">${escape(name)}</a>`).join(' ')} <a href="#schemas">schemas</a></nav></header>
<main>${sections.join('')}<section><h2 id="schemas">schemas</h2>${schemas.join('')}</section></main></body></html>`;
}

function operationHtml({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: Operation;
}): string {
  const access = operation.security === undefined ? 'public' : 'bearer token';
  return `<details class="operation"><summary><b class="${method}">${method.toUpperCase()}</b> <code>${escape(path)}</code> ${escape(operation.summary ?? '')} <small>${access}</small></summary>
${prose(operation.description ?? '')}${parametersHtml(operation)}${bodiesHtml(operation)}${responsesHtml(operation)}</details>`;
}

function parametersHtml({ parameters = [] }: Operation): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(
    ({ name = '', in: place = '', required = false, description = '' }) =>
      `<tr><td><code>${escape(name)}</code></td><td>${escape(place)}${required ? ', required' : ''}</td><td>${prose(description)}</td></tr>`,
  );
  return `<h3>Parameters</h3><table>${rows.join('')}</table>`;
}

function bodiesHtml({ requestBody }: Operation): string {
  const contents = Object.entries(requestBody?.content ?? {});
  return contents
    .map(([type, media]) => `<h3>Body <code>${escape(type)}</code></h3>${mediaHtml(media)}`)
    .join('');
}

function responsesHtml({ responses = {} }: Operation): string {
  const rows = Object.entries(responses).map(([status, { description = '', content = {} }]) => {
    const media = Object.entries(content).map(
      ([type, { schema }]) => `<code>${escape(type)}</code> ${schemaLink(schema)}`,
    );
    return `<tr><td>${escape(status)}</td><td>${prose(description.replaceAll('; `', '\n\n`'))}</td><td>${media.join('<br>')}</td></tr>`;
  });
  return `<h3>Answers</h3><table>${rows.join('')}</table>`;
}

function mediaHtml({ schema, example }: Media): string {
  return `<p>${schemaLink(schema)}</p>${example === undefined ? '' : json(example)}`;
}

function schemaLink(schema: unknown): string {
  const ref = typeof schema === 'object' && schema !== null && '$ref' in schema ? String(schema.$ref) : '';
  const name = ref.split('/').at(-1) ?? '';
  return name === '' ? '' : `<a href="#schema-${escape(name)}">${escape(name)}</a>`;
}

function json(value: unknown): string {
  return `<pre>${escape(JSON.stringify(value, null, 2))}</pre>`;
}

/** Paragraphs, and code between back-ticks. */
function prose(text: string): string {
  return text
    .split('\n\n')
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => `<p>${escape(paragraph).replaceAll(/`([^`]+)`/g, '<code>$1</code>')}</p>`)
    .join('');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
