import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { parseIqamaNumber } from '#domain/identifiers/iqama.js';
import { describeOffline, printedOpenApi } from './describe-offline.js';
import { docsPage } from './page.js';

describe('the OpenAPI document', () => {
  let document: OpenAPIObject;

  beforeAll(async () => {
    document = await describeOffline();
  });

  it('is committed as the code has it: `npm run openapi` writes it', async () => {
    expect(printedOpenApi(document)).toBe(await readFile('docs/openapi.json', 'utf8'));
  });

  it('is OpenAPI 3.1 and every reference in it leads somewhere', () => {
    expect(document.openapi).toBe('3.1.0');
    const names = new Set(
      Object.keys(document.components?.schemas ?? {}).map((name) => `#/components/schemas/${name}`),
    );
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref);
    expect(references.filter((ref) => !names.has(ref ?? ''))).toEqual([]);
  });

  it('names every operation once and says who may call it and how it fails', () => {
    const operations = Object.values(document.paths).flatMap((item) => [
      item.get,
      item.post,
      item.put,
      item.delete,
    ]);
    const ids = operations.flatMap((operation) =>
      operation?.operationId === undefined ? [] : [operation.operationId],
    );
    expect(new Set(ids).size).toBe(ids.length);
    for (const operation of operations) {
      if (operation === undefined) continue;
      expect(operation.summary).toBeTruthy();
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['500']));
      expect(operation.security).toBeDefined();
      if (operation.security?.length !== 0)
        expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '403']));
    }
  });

  it('has nothing that generators of clients do not know', () => {
    expect(JSON.stringify(document)).not.toContain('"const"');
  });

  it('shows numbers that would be accepted', () => {
    const numbers = JSON.stringify(document).match(/(?<!\d)2\d{9}(?!\d)/g) ?? [];
    expect(numbers.length).toBeGreaterThan(0);
    for (const number of numbers) expect(parseIqamaNumber(number)).toMatchObject({ ok: true });
  });

  it('is readable as a page that loads and runs nothing', () => {
    const page = docsPage(document);
    expect(page).toContain('/v1/applications/{id}/submit');
    expect(page).not.toMatch(/<script|src=|https?:\/\/(?!www\.apache)/);
  });
});
