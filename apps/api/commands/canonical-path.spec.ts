import { describe, expect, it } from '@jest/globals';
import { canonicalPath } from './canonical-path.js';
import { commandIdOf } from './command-id.js';

const ID = '8e03978e-40d5-43dd-bc93-6894a57f9324';
const at = (url: string, pattern: string, params: Readonly<Record<string, string>>) =>
  canonicalPath({ url, params, routeOptions: { url: pattern } });

describe('the path that names a request', () => {
  it('is one for every way to write an id', () => {
    const pattern = '/v1/applications/:id/documents/:documentId';
    const path = `/v1/applications/${ID}/documents/${ID}`;
    for (const id of [ID, ID.toUpperCase(), ` ${ID}`])
      expect(at('/whatever?x=1', pattern, { id, documentId: id })).toBe(path);
  });

  it('is encoded as little as may be, and keeps its case where case tells', () => {
    const of = (key: string) => at('/', '/v1/operations/parked/:model/:key', { model: 'm', key });
    expect(of('a/B?c#d%e f')).toBe('/v1/operations/parked/m/a%2FB%3Fc%23d%25e%20f');
    expect(of("a:b@c$d&e+f,g;h=i!j'k(l)m*n~o.p_q-r")).toBe(
      "/v1/operations/parked/m/a:b@c$d&e+f,g;h=i!j'k(l)m*n~o.p_q-r",
    );
  });
});

it('the command ids of release 8e7cdd5 stay: the log recognises what was asked for then', () => {
  const actor = { kind: 'applicant', id: '0f6a5c2d9b1e43dda2f3' } as const;
  const path = at(`/v1/applications/${ID}/submit`, '/v1/applications/:id/submit', { id: ID });
  expect(commandIdOf(actor, `POST ${path} key-1`)).toBe('eb693bce-de9b-5166-b2ad-7e2771ae2a2e');
});
