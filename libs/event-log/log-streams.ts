import { EVENT_TYPES } from './event-types.js';

/** What the log's own streams are called that no category of the service has: its identity. */
const OF_THE_LOG = ['log'];

const CATEGORIES = [
  ...new Set([...Object.values(EVENT_TYPES).map(({ category }) => category), ...OF_THE_LOG]),
];

/** Whether a stream is part of the log, where other applications write to the same store. */
export function isLogStream(stream: string): boolean {
  return CATEGORIES.some((category) => stream.startsWith(`${category}-`));
}
