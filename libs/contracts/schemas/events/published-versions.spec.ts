import { describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { applicationDecider } from '#domain/application/application.js';
import { anyCommand } from '#domain/application/testing/any-command.js';
import { ready, sent } from '#domain/application/testing/sample-case.js';
import { CONDITIONS } from '#domain/conditions/all.js';
import { isRefusal } from '#decider/decider.js';
import { readGoldenFiles } from '#event-catalogue/golden/golden-file.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { toMessage } from '../../cloud-events.js';
import type { EventSchema } from '#event-sourcing/format/event-schema.js';
import { projectFile } from '#runtime/project-file.js';
import { Office } from '#use-cases/testing/office.js';
import { busyYear } from '../../testing/busy-year.js';
import { strictCheck } from '../../testing/strict-check.js';
import { EVENT_HEADERS } from '../event-headers.js';
import { code } from '../values.js';
import { EVENT_CONTRACTS } from './all.js';
import { PUBLISHED_VERSIONS, publishedVersions } from './published-versions.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(60_000);

const checks = new Map(PUBLISHED_VERSIONS.map(({ name, payload }) => [name, strictCheck(payload)]));
const headersOf = strictCheck(EVENT_HEADERS);

/** What is wrong with a message by the schema its own `ce_type` names. */
function problemsOf(type: string | undefined, value: Uint8Array): readonly string[] {
  const check = checks.get(type ?? '');
  return check === undefined
    ? [`no schema of ${type}`]
    : check(JSON.parse(Buffer.from(value).toString('utf8')));
}

describe('what is published', () => {
  it.each(
    readGoldenFiles(projectFile('libs/event-catalogue/golden')).map(
      (file) => [`${file.type}.v${file.version}`, file] as const,
    ),
  )('as it was stored, is what its version’s schema says: %s', (_, file) => {
    const published = PUBLISHED_VERSIONS.find(
      ({ type, version }) => type === file.type && version === file.version,
    );
    expect(problemsOf(published?.name, Buffer.from(file.data))).toEqual([]);
  });

  it('by the use cases, of every type, is what the schemas say, headers and value', async () => {
    const office = await Office.open();
    try {
      await busyYear(office);
      const seen = new Set<string>();
      for await (const event of office.store.readAll()) {
        const { headers, value } = toMessage(event);
        expect([event.type, ...problemsOf(headers['ce_type'], value), ...headersOf(headers)]).toEqual([
          event.type,
        ]);
        seen.add(event.type);
      }
      // A former release wrote the first; no credential's last day falls into that year.
      expect(Object.keys(EVENT_TYPES).filter((type) => !seen.has(type))).toEqual([
        'ConditionChecked',
        'CredentialExpired',
      ]);
    } finally {
      await office.close();
    }
  });

  it('about a case, whatever is asked of it, is what the schemas say', () => {
    const { initialState, evolve } = applicationDecider;
    const check = new Map(
      Object.entries(EVENT_CONTRACTS).map(([type, { data }]) => [type, strictCheck(data)]),
    );
    const commands = fc.array(anyCommand, { minLength: 3, maxLength: 25, size: 'max' });
    fc.assert(
      fc.property(fc.constantFrom(ready, sent), commands, (from, commands) => {
        let state = from.reduce(evolve, initialState);
        for (const { decide } of commands) {
          const decision = decide(state);
          for (const event of isRefusal(decision) ? [] : decision) {
            expect(check.get(event.type)?.(JSON.parse(JSON.stringify(event.data)))).toEqual([]);
            state = evolve(state, event);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('as a reason of a condition is a code', () => {
    const check = strictCheck(code);
    const reasons = CONDITIONS.flatMap(({ reasons }) => Object.keys(reasons));
    expect(reasons.length).toBeGreaterThan(20);
    expect(reasons.filter((reason) => check(reason).length > 0)).toEqual([]);
  });
});

describe('the contracts of an event', () => {
  const same = (payload: Parameters<EventSchema['upcasters'][number]>[0]) => payload;
  const schema = { category: 'fees', personal: false, upcasters: [same] } as const;
  const [older, newer] = [
    { says: 'Before.', sealed: 'The name.', data: { type: 'object' } },
    { says: 'Now.', data: { type: 'object', required: ['a'] } },
  ];

  it('are one for each version, each with its own name and its own schema', () => {
    expect(publishedVersions('FeeWaived', schema, newer, [older])).toMatchObject([
      {
        name: 'hawiya.fees.fee-waived.v1',
        current: false,
        says: 'Before.',
        payload: { properties: { data: older.data }, required: ['data', 'personal'] },
      },
      {
        name: 'hawiya.fees.fee-waived.v2',
        current: true,
        says: 'Now.',
        payload: { properties: { data: newer.data }, required: ['data'] },
      },
    ]);
  });

  it('may not lack a version', () => {
    expect(() => publishedVersions('FeeWaived', schema, newer)).toThrow(
      'FeeWaived has 2 versions and 1 contracts: each version but the current one has its contract in FORMER_VERSIONS',
    );
  });
});
