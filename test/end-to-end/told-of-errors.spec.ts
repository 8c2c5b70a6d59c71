import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { Registry } from 'prom-client';
import { NotMigratedError } from '#apps/composition/migration-probe.js';
import { UnknownPrincipalError } from '#apps/composition/kafka-acls.js';
import { FolderInUseError } from '#apps/composition/folder-lock.js';
import { UnidentifiedLogError } from '#apps/composition/parts-check.js';
import { ExpectedFailure } from '#apps/cli/failure.js';
import { CaseFileError } from '#apps/cli/play/case-file.js';
import { WebhookGoneError } from '#apps/process-manager/webhooks/webhook-gone-error.js';
import { observed } from '#apps/projector/observe.js';
import { DistributionError } from '#topics/port.js';
import { PolicyError } from '#domain/policy/read.js';
import { asCommandError, CommandError } from '#embedded-mongodb/errors.js';
import { ProtocolError } from '#embedded-mongodb/wire.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { Codec } from '#event-sourcing/codec.js';
import { DecodeError } from '#event-sourcing/decode-error.js';
import { CopyRefusedError } from '#event-sourcing/copy/refused.js';
import { KeysRefusedError } from '#event-sourcing/keys/copy/refused.js';
import type { KeyStoreId, LogId } from '#event-sourcing/identity/log-identity.js';
import { MismatchError } from '#event-sourcing/identity/mismatch-error.js';
import { OtherLogError } from '#event-sourcing/identity/other-log-error.js';
import type { KeyStore } from '#event-sourcing/keys/key-store.js';
import {
  asKeyStoreError,
  ErasedMeanwhileError,
  KeyStoreError,
} from '#event-sourcing/keys/key-store-error.js';
import { LogMovedError } from '#event-sourcing/moved/moved-log.js';
import { EventStoreError } from '#event-store/errors.js';
import { Failure, failureOf } from '#event-store/eventstoredb/failure.js';
import type { Position, RecordedEvent, Revision, StreamName } from '#event-store/port.js';
import { ConfigurationError } from '#configuration/configuration-error.js';
import { toMessage } from '#contracts/cloud-events.js';
import { UnreadableMessageError } from '#event-sourcing/cloud-events.js';
import { checkHealth } from '#runtime/health/probe.js';
import { CommitError } from '#runtime/lmdb/environment.js';
import { NoSpaceError } from '#runtime/lmdb/volume.js';
import { createLogger } from '#runtime/logging/logger.js';
import { NestLogger } from '#runtime/logging/nest-logger.js';
import { MongoSettingsError, optionsIn } from '#runtime/mongodb/url.js';
import { ProblemError } from '#runtime/problems/problem.js';
import { projectFile } from '#runtime/project-file.js';
import { openTracing } from '#runtime/tracing/open-tracing.js';
import { traced } from '#runtime/tracing/tracing.js';
import { BusyElsewhereError, LeaseLostError } from '#projections/rebuild/alone.js';
import { NotVerifiableError } from '#projections/rebuild/verification.js';
import { codePlaceOf } from '#projections/place-of.js';
import { Poison } from '#projections/folder.js';
import { startOtlpReceiver } from '#test/support/otlp-receiver.js';

/** What a person wrote, wherever an error might take it along. */
const MARK = 'Marked Eriksson';
const bytes = Buffer.from(`{"personal": "${MARK}`);

const record: RecordedEvent = {
  stream: 'application-1' as StreamName,
  revision: 3n as Revision,
  position: 7n as Position,
  id: '5b0d7f0e-0f55-4c8b-9a53-0b8f7b0f2a11',
  type: 'ApplicationStarted',
  format: 'json',
  data: bytes,
  metadata: bytes,
  created: new Date(0),
};

const notJson = (): unknown => {
  try {
    return JSON.parse(MARK);
  } catch (error) {
    return error;
  }
};
const duplicate = new mongo.MongoServerError({
  message: `E11000 duplicate key error collection: x index: name_1 dup key: { name: "${MARK}" }`,
  code: 11_000,
  keyValue: { name: MARK },
});
const notAuthorized = new mongo.MongoServerError({
  message: `not authorized on x to execute command { find: "x", filter: { name: "${MARK}" } }`,
  code: 13,
});
const thrownBy = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
};
const codec = new Codec({} as KeyStore, EVENT_TYPES); // no key is asked for: the bytes are read first
const decode = (change: Partial<RecordedEvent>) => thrownBy(() => codec.decode({ ...record, ...change }));
const foundParts = {
  identity: undefined,
  firstEvent: undefined,
  keys: { id: 'k' as KeyStoreId, log: undefined },
  subjects: 's',
  derived: [],
};
const cause = { cause: Object.assign(new Error('refused', { cause: notJson() }), { record, body: MARK }) };

/** Every error class of ours, as its throwers make it, with marked content wherever one may get hold of some. */
const ERRORS: Readonly<Record<string, readonly unknown[]>> = {
  DecodeError: [
    decode({}),
    decode({ type: 'Foreign' }),
    thrownBy(() => {
      throw new DecodeError('seal-broken', record, 'personal data', cause);
    }),
  ],
  Poison: [new Poison('fold-failed', record, codePlaceOf(notJson()), notJson())],
  KeyStoreError: [
    asKeyStoreError(notJson(), 'cannot read a key'),
    asKeyStoreError(duplicate, 'cannot read a key'),
    new KeyStoreError('damaged', 'a key', cause),
  ],
  ErasedMeanwhileError: [new ErasedMeanwhileError()],
  UnreadableMessageError: [thrownBy(() => toMessage(record)), new UnreadableMessageError('x', cause)],
  EventStoreError: [new EventStoreError('unavailable', 'read', cause)],
  Failure: [failureOf(notJson()), new Failure('lost', 'it broke', cause)],
  DistributionError: [new DistributionError('unavailable', 'publish', cause)],
  ProblemError: [new ProblemError('internal', { extra: { name: MARK }, headers: { name: MARK } })],
  ConfigurationError: [
    new ConfigurationError([{ variable: 'X', got: 'a secret', expected: 'a longer one' }]),
  ],
  MongoSettingsError: [
    thrownBy(() => optionsIn(`mongodb://${encodeURIComponent(MARK)}:${MARK}@127.0.0.1/x?w=1`)),
    new MongoSettingsError('x', cause),
  ],
  CommandError: [asCommandError(notJson()), new CommandError('InternalError', 'x', { document: MARK })],
  ProtocolError: [new ProtocolError('x', cause)],
  CommitError: [new CommitError('x', cause)],
  NoSpaceError: [new NoSpaceError('x', cause)],
  PolicyError: [new PolicyError([{ path: 'fees', problem: 'must be a text' }])],
  NotVerifiableError: [new NotVerifiableError('x', cause)],
  BusyElsewhereError: [new BusyElsewhereError('a rebuild')],
  LeaseLostError: [new LeaseLostError('a rebuild', cause)],
  NotMigratedError: [new NotMigratedError('x', cause)],
  UnknownPrincipalError: [new UnknownPrincipalError('x')],
  WebhookGoneError: [new WebhookGoneError('labour')],
  UnidentifiedLogError: [new UnidentifiedLogError()],
  MismatchError: [new MismatchError({ kind: 'other-subject-secret' }, foundParts)],
  OtherLogError: [
    new OtherLogError(
      { kind: 'other-log', log: 'a' as LogId, of: 'b' as LogId },
      'topic, partition 0, offset 0',
    ),
    new OtherLogError(
      { kind: 'accepted-since', log: 'a' as LogId, of: 'b' as LogId },
      'topic, partition 0, offset 0',
    ),
  ],
  LogMovedError: [new LogMovedError({ to: 'x', at: '2026-12-02' }, 'y', 'z')],
  CopyRefusedError: [
    new CopyRefusedError({
      kind: 'findings',
      in: 'source',
      report: {
        events: 0,
        streams: 0,
        problems: [{ kind: 'unreadable', error: new EventStoreError('unavailable', 'read', cause) }],
        problemCount: 1,
        anchor: { events: 0, position: '0', digest: '', at: '' },
      },
    }),
    new CopyRefusedError({ kind: 'no-beginning', stream: record.stream }),
  ],
  KeysRefusedError: [new KeysRefusedError({ kind: 'no-source' })],
  FolderInUseError: [new FolderInUseError('x', cause)],
  ExpectedFailure: [new ExpectedFailure('x')],
  CaseFileError: [new CaseFileError('x', cause)],
  "others'": [
    notJson(),
    duplicate,
    notAuthorized,
    Object.assign(new Error('x'), { data: bytes, body: MARK }),
  ],
};

/** Also as numbers, in base 64 and in hexadecimal figures. */
const LOOKS = [
  MARK,
  'Marked',
  Buffer.from(MARK).join(','),
  Buffer.from('Marked').join(','),
  bytes.toString('base64').slice(0, 24),
  Buffer.from(MARK).toString('hex'),
];

describe('what is told of an error', () => {
  it('is looked at for every class there is', () => {
    expect(classesOfErrors().filter((name) => !(name in ERRORS))).toEqual([]);
  });

  it.each(Object.keys(ERRORS))('holds no content: %s', async (name) => {
    const told: string[] = [];
    for (const error of await Promise.all(ERRORS[name] ?? [])) told.push(...(await tellOf(error)));
    const all = told.join('\n');
    expect(all.length).toBeGreaterThan(100);
    expect(LOOKS.filter((look) => all.includes(look))).toEqual([]);
  });

  it('names the event that cannot be read: stream, revision, id and type, and nothing else', async () => {
    const error = await decode({});
    expect(error).toBeInstanceOf(DecodeError);
    const { stream, revision, id, type } = record;
    expect((error as DecodeError).place).toEqual({ stream, revision, id, type });
    const [line = ''] = await tellOf(error);
    expect(line).toContain('application-1@3');
  });
});

/** Every way there is for an error to leave the process; what was written. */
async function tellOf(error: unknown): Promise<readonly string[]> {
  const told: string[] = [];
  for (const format of ['json', 'pretty'] as const) {
    const logger = createLogger({ level: 'trace', format }, { write: (text) => told.push(text) });
    logger.error({ err: error }, 'it failed');
    logger.warn({ error, nested: { error, record, list: [bytes] } }, 'it failed');
    logger.error(error);
    logger.child({ part: 'x' }).error({ err: error }, 'it failed');
    const nest = new NestLogger(logger);
    nest.error(error, 'Somewhere');
    nest.warn(error);
    nest.fatal(error);
  }
  const collector = await startOtlpReceiver();
  const metrics = new Registry();
  const logger = createLogger({ level: 'trace', format: 'json' }, { write: (text) => told.push(text) });
  const tracing = await openTracing(collector.url, 'test', { logger, metrics });
  const failing = async (): Promise<never> => {
    throw asError(error);
  };
  await expect(traced(tracing, 'failing', { kind: 'internal' }, failing)).rejects.toBeInstanceOf(Error);
  await tracing.close();
  await collector.close();
  told.push(...collector.bodies);
  const probe = { name: 'x', check: failing };
  told.push(JSON.stringify(await checkHealth([probe], 1_000)));
  observed(metrics, logger)('model').parked('key', 'fold-failed', codePlaceOf(error), {});
  told.push(await metrics.metrics());
  return told;
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error('not one'));

/** By name, in what runs. */
function classesOfErrors(): readonly string[] {
  const names = new Set<string>();
  for (const folder of ['apps', 'libs']) {
    for (const file of readdirSync(projectFile(folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(file) || /\.(spec|slow|services)\.|\/(testing|conformance)\//.test(file)) continue;
      const text = readFileSync(join(projectFile(folder), file), 'utf8');
      for (const [, name = ''] of text.matchAll(/\bclass (\w+) extends \w*(?:Error|Exception)\b/g))
        names.add(name);
    }
  }
  expect(names.size).toBeGreaterThan(20);
  return [...names];
}
