import type { OpenAPIObject } from '@nestjs/swagger';
import { escapeHtml } from '#runtime/html.js';
import { PAGE_STYLE } from './page-style.js';

/** An operation as far as the page shows it. */
interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly operationId?: string;
  /** By scheme the roles of which one is needed; undefined: anybody may. */
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
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

/**
 * The OpenAPI document as one readable page: no scripts, nothing loaded from anywhere. The targets of links lie within
 * the sections that are closed at first: a browser opens what it is sent into.
 */
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
    return `<section><h2 id="${escapeHtml(name)}">${escapeHtml(name)}</h2><p>${escapeHtml(description)}</p>${own.map(operationHtml).join('')}</section>`;
  });
  const schemas = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<details><summary><code>${escapeHtml(name)}</code></summary><div id="schema-${escapeHtml(name)}">${json(schema)}</div></details>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(document.info.title)} ${escapeHtml(document.info.version)}: HTTP API</title><style>${PAGE_STYLE}</style></head>
<body><header><h1>${escapeHtml(document.info.title)} <small>${escapeHtml(document.info.version)}</small></h1>
${prose(document.info.description ?? '')}<p>For programs: <a href="/openapi.json">openapi.json</a> (OpenAPI ${escapeHtml(document.openapi)})</p>
<nav aria-label="Sections">${(document.tags ?? []).map(({ name }) => `<a href="#${escapeHtml(name)}">${escapeHtml(name)}</a>`).join(' ')} <a href="#schemas">schemas</a></nav></header>
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
  const roles = operation.security?.flatMap((scheme) => Object.values(scheme).flat());
  const access = roles === undefined ? 'anybody' : `for: ${roles.join(', ')}`;
  return `<details><summary><b class="method">${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code> ${escapeHtml(operation.summary ?? '')} <small>${access}</small></summary>
<div id="operation-${escapeHtml(operation.operationId ?? '')}">${prose(operation.description ?? '')}${parametersHtml(operation)}${bodiesHtml(operation)}${responsesHtml(operation)}</div></details>`;
}

function parametersHtml({ parameters = [] }: Operation): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(
    ({ name = '', in: place = '', required = false, description = '' }) =>
      `<tr><th scope="row"><code>${escapeHtml(name)}</code></th><td>${escapeHtml(place)}${required ? ', required' : ''}</td><td>${prose(description)}</td></tr>`,
  );
  return `<h3>Parameters</h3><table>${rows.join('')}</table>`;
}

function bodiesHtml({ requestBody }: Operation): string {
  const contents = Object.entries(requestBody?.content ?? {});
  return contents
    .map(([type, media]) => `<h3>Body <code>${escapeHtml(type)}</code></h3>${mediaHtml(media)}`)
    .join('');
}

function responsesHtml({ responses = {} }: Operation): string {
  const rows = Object.entries(responses).map(([status, { description = '', content = {} }]) => {
    const media = Object.entries(content).map(
      ([type, { schema }]) => `<code>${escapeHtml(type)}</code> ${schemaLink(schema)}`,
    );
    return `<tr><th scope="row">${escapeHtml(status)}</th><td>${prose(description.replaceAll('; `', '\n\n`'))}</td><td>${media.join('<br>')}</td></tr>`;
  });
  return `<h3>Answers</h3><table>${rows.join('')}</table>`;
}

function mediaHtml({ schema, example }: Media): string {
  return `<p>${schemaLink(schema)}</p>${example === undefined ? '' : json(example)}`;
}

function schemaLink(schema: unknown): string {
  const ref = typeof schema === 'object' && schema !== null && '$ref' in schema ? String(schema.$ref) : '';
  const name = ref.split('/').at(-1) ?? '';
  return name === '' ? '' : `<a href="#schema-${escapeHtml(name)}">${escapeHtml(name)}</a>`;
}

function json(value: unknown): string {
  const text = escapeHtml(JSON.stringify(value, null, 2));
  return `<pre>${text.replaceAll(/#\/components\/schemas\/(\w+)/g, '<a href="#schema-$1">$1</a>')}</pre>`;
}

/** Paragraphs, and code between back-ticks. */
function prose(text: string): string {
  return text
    .split('\n\n')
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll(/`([^`]+)`/g, '<code>$1</code>')}</p>`)
    .join('');
}
