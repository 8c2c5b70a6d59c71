import type { StreamName } from '#event-store/port.js';

/**
 * The embedded store takes no names that begin with a dollar; the server has streams and types that do. Those are kept
 * behind a tilde, and so is a tilde of somebody's own.
 */
export const kept = (name: string): string => (/^[$~]/.test(name) ? `~${name}` : name);
export const keptStream = (name: string): StreamName => kept(name) as StreamName; // the store checks it again
export const given = (name: string): string => (name.startsWith('~') ? name.slice(1) : name);

/** Where the tombstone of a stream is kept: no stream of anybody's is called so. */
export const TOMBSTONE = '~tombstone-';
export const tombstoneOf = (stream: string): StreamName => `${TOMBSTONE}${stream}` as StreamName; // likewise

/** Where the server keeps what a stream's metadata says. */
export const metadataOf = (stream: string): string => `$$${stream}`;
