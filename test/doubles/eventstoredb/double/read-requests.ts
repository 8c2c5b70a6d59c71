import type { Direction, StoredEvent } from './log.js';
import { textOf } from './messages.js';
import { type ReadRequest, ReadReq } from './protocol.js';

export type Filter = (event: StoredEvent) => boolean;

export type Asked =
  | {
      readonly kind: 'stream';
      readonly stream: string;
      readonly from: 'start' | 'end' | bigint;
      readonly direction: Direction;
      readonly limit: number;
    }
  | {
      readonly kind: 'all';
      /** The commit position. */
      readonly from: 'start' | 'end' | bigint;
      readonly direction: Direction;
      readonly limit: number;
      readonly filter: Filter | undefined;
      /** Events the server looks at before it turns the page. */
      readonly window: number;
      /** Events between two checkpoints. */
      readonly interval: number;
    };

/** As many as the server reads at once when it is not told otherwise. */
export const PAGE = 32;

/** What a read asks for. @throws Error: something the double does not know. */
export function askedBy(request: ReadRequest): Asked {
  const options = request.getOptions();
  const direction: Direction =
    options?.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS ? 'backwards' : 'forwards';
  const limit = Number(options?.getCount() ?? 0);
  const stream = options?.getStream();
  if (stream !== undefined) {
    const name = textOf(stream.getStreamIdentifier()?.getStreamName_asU8());
    return { kind: 'stream', stream: name, from: placeIn(stream, stream.getRevision()), direction, limit };
  }
  const all = options?.getAll();
  if (all === undefined) throw new Error('neither a stream nor $all');
  const from = placeIn(all, all.getPosition()?.getCommitPosition() ?? '0');
  const filter = options?.getFilter();
  const window = filter?.getMax() || PAGE;
  return {
    kind: 'all',
    from,
    direction,
    limit,
    filter: filter && filterOf(filter),
    window,
    interval: window * (filter?.getCheckpointintervalmultiplier() || 1),
  };
}

const placeIn = (options: { hasStart(): boolean; hasEnd(): boolean }, exact: string) =>
  options.hasStart() ? 'start' : options.hasEnd() ? 'end' : BigInt(exact);

type FilterOptions = NonNullable<ReturnType<NonNullable<ReturnType<ReadRequest['getOptions']>>['getFilter']>>;

function filterOf(options: FilterOptions): Filter {
  const byStream = options.getStreamIdentifier();
  const expression = byStream ?? options.getEventType();
  const regex = expression?.getRegex() ?? '';
  const prefixes = expression?.getPrefixList() ?? [];
  const pattern = new RegExp(regex, 'u');
  return (event) => {
    const text = byStream === undefined ? event.type : event.stream;
    return regex === '' ? prefixes.some((prefix) => text.startsWith(prefix)) : pattern.test(text);
  };
}
