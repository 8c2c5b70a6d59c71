import type { AppendResult, Position, Revision } from '../port.js';
import { CHUNK, type StreamHead, newHead } from './head.js';
import type { LogReader } from './reader.js';
import { place } from './record.js';

/** An append waiting for its turn, already encoded. */
export interface Pending {
  readonly stream: string;
  /** How many events the stream must have. */
  readonly expected: number;
  readonly ids: readonly string[];
  readonly records: readonly Buffer[];
  readonly bytes: number;
  readonly answer: (result: AppendResult) => void;
  readonly fail: (error: Error) => void;
}

/** What one commit writes, and what it lets us answer once it is durable. */
export interface CommitPlan {
  readonly records: { readonly position: number; readonly record: Buffer }[];
  /** First position by name of the streams that begin. */
  readonly begun: Map<string, number>;
  readonly heads: Map<string, StreamHead>;
  readonly chunks: {
    readonly first: number;
    readonly chunk: number;
    readonly positions: readonly number[];
  }[];
  readonly answers: (() => void)[];
  /** These depend on what is only now being written: they are decided after it. */
  readonly deferred: Pending[];
}

/** Decides appends one after the other, as if each were alone; nothing is written yet. */
export function decide(group: readonly Pending[], reader: LogReader, last: number): CommitPlan {
  const plan: CommitPlan = {
    records: [],
    begun: new Map(),
    heads: new Map(),
    chunks: [],
    answers: [],
    deferred: [],
  };
  for (const pending of group) {
    const staged = plan.heads.get(pending.stream);
    const head = staged ?? reader.head(pending.stream);
    if (pending.expected === (head?.count ?? 0)) {
      const result = stage(plan, pending, head, last);
      plan.answers.push(() => pending.answer(result));
    } else if (staged) {
      plan.deferred.push(pending);
    } else {
      const result = repeated(pending, head, reader) ?? conflict(head);
      plan.answers.push(() => pending.answer(result));
    }
  }
  return plan;
}

function stage(
  plan: CommitPlan,
  { stream, records }: Pending,
  before: StreamHead | undefined,
  last: number,
): AppendResult {
  let head = before;
  let position = last + plan.records.length;
  for (const record of records) {
    position += 1;
    place(record, position, head?.count ?? 0);
    plan.records.push({ position, record });
    head = head ? { ...head, count: head.count + 1, tail: [...head.tail, position] } : newHead(position);
    if (head.tail.length === CHUNK) {
      plan.chunks.push({ first: head.first, chunk: head.count / CHUNK - 1, positions: head.tail });
      head = { ...head, tail: [] };
    }
  }
  if (!head) throw new Error('an append without events came this far');
  if (!before) plan.begun.set(stream, head.first);
  plan.heads.set(stream, head);
  return appended(head.count, position);
}

/** The original result, if these very events follow the expected revision. */
function repeated(
  { expected, ids }: Pending,
  head: StreamHead | undefined,
  reader: LogReader,
): AppendResult | undefined {
  if (!head || expected + ids.length > head.count) return undefined;
  let position = 0;
  for (const [n, id] of ids.entries()) {
    position = reader.position(head, expected + n);
    if (reader.event(position).id !== id) return undefined;
  }
  return appended(expected + ids.length, position);
}

// Brands are the driver's to give: it made these numbers.
const appended = (count: number, position: number): AppendResult => ({
  kind: 'appended',
  revision: BigInt(count - 1) as Revision,
  position: BigInt(position) as Position,
});

const conflict = (head: StreamHead | undefined): AppendResult => ({
  kind: 'conflict',
  actual: head ? (BigInt(head.count - 1) as Revision) : 'no_stream',
});
