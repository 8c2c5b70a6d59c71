import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiDocument, type Operation, operationsOf, type Parameter } from '#test/fuzz/document.js';
import { type Break, RequestBounds } from '#test/support/request-breaks.js';
import type { Answer, Request, RunningApi } from './running-api.js';

/** Who may ask, by the role a route is for. */
const CALLERS: Readonly<Record<string, string>> = {
  applicant: 'example',
  officer: 'officer-a',
  operator: 'operator',
  analyst: 'analyst',
  service: 'sadad',
};

/** The service holds facts against the very schemas the document shows: `libs/contracts/facts.spec.ts`. */
const FACTS = '/v1/facts';

/** Whatever bound the document states for a request, the service holds: each is broken once, over HTTP. */
export function boundsSuite(running: () => RunningApi): void {
  describe('the bounds the document states', () => {
    let operations: readonly Operation[];
    let bounds: RequestBounds;
    beforeAll(async () => {
      const document = (await running().ask({ path: '/openapi.json' })).body as unknown as ApiDocument; // its own word
      operations = operationsOf(document).filter(({ path }) => path !== FACTS);
      bounds = new RequestBounds(document);
    });

    const schemaOf = ({ schema = {} }: Parameter) => schema;

    /** A request that is within them all, with one part of it replaced. */
    const requestOf = (
      operation: Operation,
      changed: { readonly path?: Readonly<Record<string, string>> },
    ) => {
      const { method, path, parameters, bodies, roles } = operation;
      const as = CALLERS[roles[0] ?? ''];
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        const parameter = parameters.find((one) => one.in === 'path' && one.name === name);
        const own = name === 'id' ? randomUUID() : String(bounds.sample(parameter?.schema ?? {}));
        return encodeURIComponent(changed.path?.[name] ?? own);
      });
      const needed = parameters.filter((one) => one.in === 'header' && one.required === true);
      const headers = Object.fromEntries(
        needed.map((one) => [one.name.toLowerCase(), String(bounds.sample(schemaOf(one)))]),
      );
      const body = bodies['application/json'];
      const request: Request = {
        ...(as !== undefined && { as }),
        method,
        path: filled,
        headers: { ...headers, ...('idempotency-key' in headers && { 'idempotency-key': randomUUID() }) },
        ...(body !== undefined && { body: bounds.sample(body) }),
      };
      return request;
    };

    const complaints = ({ body }: Answer): readonly string[] => {
      const errors = body['errors'];
      return Array.isArray(errors) ? errors.map((error: { readonly at?: unknown }) => String(error.at)) : [];
    };

    /** Refused, and told where: at the value, or at what holds it. */
    const isRefused = (answer: Answer, at: string) =>
      answer.status === 400 &&
      complaints(answer).some((one) => at === one || at.startsWith(`${one}/`) || one.startsWith(`${at}/`));

    const kept: string[] = [];
    const hold = async (operation: Operation, { bound }: Break, at: string, request: Request) => {
      const answer = await running().ask(request);
      // An erasure nobody asked for is not there, whatever is sent about it.
      if (answer.status === 404 && at.startsWith('header:')) return;
      if (isRefused(answer, at)) kept.push(bound);
      else throw new Error(`${operation.method} ${operation.path}: ${at} beyond ${bound}: ${answer.status}`);
    };

    it('are wide enough for what the document shows', async () => {
      for (const operation of operations.filter(({ bodies }) => bodies['application/json'] !== undefined)) {
        const answer = await running().ask(requestOf(operation, {}));
        const ofForm = complaints(answer).filter((at) => /^(?:\/|path:|query:|header:)/.test(at));
        expect([operation.path, ofForm]).toEqual([operation.path, []]);
        expect(answer.status).not.toBe(400);
      }
    });

    it('are kept in bodies', async () => {
      for (const operation of operations) {
        const schema = operation.bodies['application/json'];
        for (const broken of schema === undefined ? [] : bounds.breaks(schema))
          await hold(operation, broken, broken.at, { ...requestOf(operation, {}), body: broken.value });
      }
      expect(kept.length).toBeGreaterThan(100);
    });

    it('are kept in queries', async () => {
      for (const operation of operations) {
        for (const parameter of operation.parameters.filter((one) => one.in === 'query')) {
          for (const broken of bounds.breaks(schemaOf(parameter))) {
            const request = requestOf(operation, {});
            const path = `${request.path}?${parameter.name}=${encodeURIComponent(String(broken.value))}`;
            await hold(operation, broken, `query:${parameter.name}`, { ...request, path });
          }
        }
      }
    });

    it('are kept in headers', async () => {
      const before = kept.length;
      for (const operation of operations) {
        const looked = operation.parameters.filter(({ name }) =>
          ['Idempotency-Key', 'If-Match'].includes(name),
        );
        for (const parameter of looked) {
          // An empty header and control characters do not leave a client.
          const sent = bounds
            .breaks(schemaOf(parameter))
            .filter(({ value }) => /^[!-~]+$/.test(String(value)));
          const malformed = { at: '', value: 'not, a list', bound: 'pattern' };
          for (const broken of parameter.name === 'If-Match' ? [...sent, malformed] : sent) {
            const request = requestOf(operation, {});
            const headers = { ...request.headers, [parameter.name.toLowerCase()]: String(broken.value) };
            await hold(operation, broken, `header:${parameter.name}`, { ...request, headers });
          }
        }
      }
      expect(kept.slice(before).length).toBeGreaterThan(20);
    });

    it('are kept in paths: nothing has such a name', async () => {
      for (const operation of operations) {
        for (const parameter of operation.parameters.filter((one) => one.in === 'path')) {
          for (const broken of bounds.breaks(schemaOf(parameter)).filter(({ value }) => value !== '')) {
            const answer = await running().ask(
              requestOf(operation, { path: { [parameter.name]: String(broken.value) } }),
            );
            if (![400, 404, 414, 422].includes(answer.status))
              throw new Error(
                `${operation.path}: ${parameter.name} beyond ${broken.bound}: ${answer.status}`,
              );
          }
        }
      }
    });
  });
}
