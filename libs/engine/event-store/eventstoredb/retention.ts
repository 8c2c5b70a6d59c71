import type { RecordedEvent, Retention, RetentionNote } from '../port.js';

/** What the server names the stream of another's metadata by. */
const OF_METADATA = '$$';
/** Type of the tombstone, which stands in the stream it ends. */
const TOMBSTONE = '$streamDeleted';
/** A soft delete is a truncation before this revision, the largest there is. */
const LAST_REVISION = 2n ** 63n - 1n;

type Noted = Pick<RecordedEvent, 'stream' | 'type' | 'position' | 'format' | 'data'>;

export const isMetadata = ({ stream }: Pick<RecordedEvent, 'stream'>): boolean =>
  stream.startsWith(OF_METADATA);

/** What an event of the log says about keeping a stream's events; undefined: nothing, it is any other event. */
export function retentionNote(event: Noted): RetentionNote | undefined {
  const { stream, type, position } = event;
  if (isMetadata(event)) return { stream: stream.slice(OF_METADATA.length), position, rules: rulesIn(event) };
  return type === TOMBSTONE ? { stream, position, rules: [{ rule: 'deleted' }] } : undefined;
}

/** The server takes metadata that it cannot read for none. */
function rulesIn({ format, data }: Noted): readonly Retention[] {
  const metadata = format === 'json' ? parsed(data) : undefined;
  const before = whole(metadata, '$tb');
  const events = whole(metadata, '$maxCount');
  const seconds = whole(metadata, '$maxAge');
  const rules: Retention[] = [];
  if (before !== undefined)
    rules.push(before >= LAST_REVISION ? { rule: 'soft-deleted' } : { rule: 'truncated', before });
  if (events !== undefined) rules.push({ rule: 'max-count', events });
  if (seconds !== undefined) rules.push({ rule: 'max-age', seconds });
  return rules;
}

function parsed(data: Uint8Array): object | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Above zero. Beyond 2^53 it is not exact, which tells the largest revision all the same. */
function whole(metadata: object | undefined, name: string): bigint | undefined {
  const value: unknown = metadata && Reflect.get(metadata, name);
  return typeof value === 'number' && value >= 1 && Number.isFinite(value)
    ? BigInt(Math.trunc(value))
    : undefined;
}
