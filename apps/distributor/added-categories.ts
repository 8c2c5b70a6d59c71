import type { KeptPosition } from '#event-sourcing/identity/kept-position.js';
import type { LogId } from '#event-sourcing/identity/log-identity.js';
import { categoryOf } from '#event-catalogue/log-streams.js';
import type { EventStore, Position } from '#event-store/port.js';
import { type Step, stepOf } from './steps.js';

/** What of today's categories a position does not cover; one that does not name its categories covers all. */
export function addedSince(
  { categories }: Pick<KeptPosition, 'categories'>,
  today: readonly string[],
): ReadonlySet<string> {
  return new Set(categories === undefined ? [] : today.filter((name) => !categories.includes(name)));
}

/** The events of some categories from the beginning of the log up to a position, at most so many at a time. */
export async function* stepsOf(
  store: Pick<EventStore, 'readAll'>,
  {
    categories,
    upTo,
    log,
    atMost,
  }: {
    readonly categories: ReadonlySet<string>;
    readonly upTo: Position;
    readonly log: LogId | undefined;
    readonly atMost: number;
  },
): AsyncGenerator<readonly Step[], void> {
  let steps: Step[] = [];
  for await (const event of store.readAll()) {
    if (event.position > upTo) break;
    if (!categories.has(categoryOf(event.stream) ?? '')) continue;
    steps.push(stepOf({ kind: 'event', event }, log));
    if (steps.length < atMost) continue;
    yield steps;
    steps = [];
  }
  if (steps.length > 0) yield steps;
}
