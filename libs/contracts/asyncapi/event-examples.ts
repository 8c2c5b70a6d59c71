import type { Message } from '#topics/port.js';
import type { DomainEvent } from '#decider/decider.js';
import { EVENT_TYPES } from '#event-catalogue/event-types.js';
import { currentVersion } from '#event-sourcing/format/event-schema.js';
import { genesis } from '#event-sourcing/format/head.js';
import { GOLDEN_COMMAND, goldenCodec } from '#event-catalogue/golden/golden-codec.js';
import { readGoldenFiles } from '#event-catalogue/golden/golden-file.js';
import { SAMPLES } from '#event-catalogue/golden/samples.js';
import type { Category } from '#event-catalogue/log-streams.js';
import { toMessage } from '../cloud-events.js';
import { streamNameOf } from '#event-sourcing/stream-name.js';
import type { NewEvent, Position, Revision, StreamName } from '#event-store/port.js';
import { streamName } from '#event-store/validation.js';
import { projectFile } from '#runtime/project-file.js';

const { applicationId, subject } = SAMPLES.ApplicationStarted.data;
const { credentialId, statusList } = SAMPLES.CredentialIssued.data;
const { billNumber } = SAMPLES.BillIssued.data;
const { model } = SAMPLES.EventDiscarded.data;

/** The streams of one case, and what it touches: their ids and partition keys. */
const STREAMS: Readonly<Record<Category, { readonly id: string; readonly partitionKey: string }>> = {
  application: { id: applicationId, partitionKey: applicationId },
  fees: { id: applicationId, partitionKey: applicationId },
  bill: { id: billNumber, partitionKey: billNumber },
  credential: { id: credentialId, partitionKey: applicationId },
  resident: { id: subject, partitionKey: subject },
  slot: { id: subject, partitionKey: subject },
  directives: { id: 'all', partitionKey: 'directives' },
  'status-list': { id: statusList, partitionKey: statusList },
  'read-model': { id: model, partitionKey: model },
  erasure: { id: subject, partitionKey: subject },
  request: { id: applicationId, partitionKey: applicationId },
};

/**
 * A message of each version of each type of event, by `Type.v1`, made as the service makes them: what is current by
 * encoding a sample of it, what is former from the bytes that were stored. Each as if it were its stream's first, so
 * that none changes when another does.
 */
export async function eventExamples(): Promise<ReadonlyMap<string, Message>> {
  const former = readGoldenFiles(projectFile('libs/event-catalogue/golden')).map(
    ({ type, version, ...golden }) => {
      const [data, metadata] = [Buffer.from(golden.data), Buffer.from(golden.metadata)];
      const record = { id: golden.id, type, format: 'json', data, metadata } as const;
      return [`${type}.v${version}`, firstMessage(record, streamName(golden.stream))] as const;
    },
  );
  const current = await Promise.all(Object.values<DomainEvent>(SAMPLES).map(currentExample));
  return new Map([...former, ...current]);
}

async function currentExample(event: DomainEvent): Promise<readonly [string, Message]> {
  const schema = EVENT_TYPES[event.type as keyof typeof EVENT_TYPES]; // a sample's type is known
  const { category } = schema;
  const { id, partitionKey } = STREAMS[category];
  const stream = streamNameOf({ category, id });
  const to = { category, partitionKey, stream, subject };
  const { record } = await goldenCodec().encode(event, genesis(stream), to, GOLDEN_COMMAND);
  return [`${event.type}.v${currentVersion(schema)}`, firstMessage(record, stream)];
}

/** The message of a stream's first event, as of no store. */
function firstMessage(record: NewEvent, stream: StreamName): Message {
  const place = { revision: 0n as Revision, position: 1_000n as Position, created: new Date(0) };
  return toMessage({ ...record, ...place, stream });
}
