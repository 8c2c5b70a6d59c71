import type { Message } from '#distribution/port.js';
import type { Category, DomainEvent } from '#domain/kernel/decider.js';
import { EVENT_TYPES } from '#event-log/event-types.js';
import { genesis, type Head } from '#event-log/format/head.js';
import { GOLDEN_COMMAND, goldenCodec } from '#event-log/golden/golden-codec.js';
import { readGoldenFiles } from '#event-log/golden/golden-file.js';
import { SAMPLES } from '#event-log/golden/samples.js';
import { streamNameOf } from '#event-log/stream-name.js';
import type { NewEvent, Position, Revision, StreamName } from '#event-store/port.js';
import { streamName } from '#event-store/validation.js';
import { projectFile } from '#platform/project-file.js';
import { toMessage } from '../cloud-events.js';

const { applicationId, subject } = SAMPLES.ApplicationStarted.data;
const { credentialId, statusList } = SAMPLES.CredentialIssued.data;
const { billNumber } = SAMPLES.BillIssued.data;

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
};

/**
 * A message of each version of each type of event, by `Type.v1`, made as the service makes them: what is current by
 * encoding a sample of it, what is former from the bytes that were stored.
 */
export async function eventExamples(): Promise<ReadonlyMap<string, Message>> {
  const former = readGoldenFiles(projectFile('libs/event-log/golden')).map((golden): [string, Message] => {
    const record = {
      id: golden.id,
      type: golden.type,
      format: 'json',
      data: Buffer.from(golden.data),
      metadata: Buffer.from(golden.metadata),
    } as const;
    return [`${golden.type}.v${golden.version}`, messageOf(record, streamName(golden.stream), 0n, 1)];
  });
  const current = await Promise.all(
    Object.entries(STREAMS).map(([category, of]) => chained(category as Category, of)), // the table's own names
  );
  return new Map([...former, ...current.flat()]);
}

/** All types of one category as if they had happened in one stream, one after the other. */
async function chained(
  category: Category,
  { id, partitionKey }: (typeof STREAMS)[Category],
): Promise<readonly [string, Message][]> {
  const codec = goldenCodec();
  const stream = streamNameOf({ category, id });
  const to = { category, partitionKey, stream, subject };
  const messages: [string, Message][] = [];
  let head: Head = genesis(stream);
  for (const event of Object.values<DomainEvent>(SAMPLES)) {
    const { upcasters, category: own } = EVENT_TYPES[event.type as keyof typeof EVENT_TYPES]; // a sample's type is known
    if (own !== category) continue;
    const { record, head: next } = await codec.encode(event, head, to, GOLDEN_COMMAND);
    messages.push([
      `${event.type}.v${upcasters.length + 1}`,
      messageOf(record, stream, next.revision, 1_000 + messages.length),
    ]);
    head = next;
  }
  return messages;
}

function messageOf(record: NewEvent, stream: StreamName, revision: bigint, position: number): Message {
  return toMessage({
    ...record,
    stream,
    // Places of an event that is in no store.
    revision: revision as Revision,
    position: BigInt(position) as Position,
    created: new Date(0),
  });
}
