import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiDocument, operationsOf } from '#test/fuzz/document.js';
import { RequestBounds } from '#test/support/request-breaks.js';
import { describeOffline } from './describe-offline.js';

/** What may be of any size, and what bounds it instead. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'header:If-None-Match':
    'read leniently: what is no list of tags matches nothing. The server bounds all headers',
  'header:Last-Event-ID':
    'an id we gave, or one that is none: then the stream begins with the status. As above',
  'POST /v1/facts application/json':
    'the data of any kind; which one says a ce-type header. Bounded as that kind is',
};

describe('requests, as the document describes them', () => {
  let document: ApiDocument;

  beforeAll(async () => {
    document = (await describeOffline()) as unknown as ApiDocument; // the part that is read of it
  });

  it('are bounded in every text, list, number and object, but for these', () => {
    const bounds = new RequestBounds(document);
    const found = operationsOf(document).flatMap(({ method, path, parameters, bodies }) => [
      ...parameters.flatMap(({ name, in: place, schema = {} }) =>
        bounds.unbounded(schema).map(({ lacks }) => ({ at: `${place}:${name}`, lacks })),
      ),
      ...Object.entries(bodies).flatMap(([type, schema]) =>
        bounds.unbounded(schema).map(({ at, lacks }) => ({ at: `${method} ${path} ${type}${at}`, lacks })),
      ),
    ]);
    expect(found.filter(({ at }) => !(at in EXCEPTIONS))).toEqual([]);
    expect(Object.keys(EXCEPTIONS).filter((at) => !found.some((one) => one.at === at))).toEqual([]);
  });

  it('finds what is not bounded', () => {
    const bounds = new RequestBounds({ components: { schemas: {} } });
    const open = {
      type: 'object',
      additionalProperties: false,
      properties: {
        text: { type: 'string' },
        list: { type: 'array', items: { type: 'integer', minimum: 0 } },
        map: { type: 'object', additionalProperties: { type: 'string', maxLength: 1 } },
      },
    };
    expect(bounds.unbounded(open)).toEqual([
      { at: '/text', lacks: 'length' },
      { at: '/list', lacks: 'items' },
      { at: '/list/*', lacks: 'maximum' },
      { at: '/map', lacks: 'members' },
    ]);
  });

  it('know the longest wait of the service that serves them', async () => {
    const waits = operationsOf(document).flatMap(({ parameters }) =>
      parameters.filter(({ name }) => name === 'waitMs').map(({ schema }) => schema?.maximum),
    );
    expect(waits).toEqual([5_000, 5_000]);
  });

  it('name a reason for a refund that failed', () => {
    const { oneOf = [] } =
      operationsOf(document).find(({ path }) => path === '/v1/sadad/refunds')?.bodies['application/json'] ??
      {};
    const bodies = oneOf.map(({ $ref = '' }) => document.components.schemas[$ref.split('/').at(-1) ?? '']);
    expect(
      bodies.map((body) => [body?.properties?.['outcome']?.enum, body?.required?.includes('reason')]),
    ).toEqual([
      [['refunded'], false],
      [['failed'], true],
    ]);
  });
});
