import type { KnownEvent } from '#event-log/event-types.js';
import type { JsonSchema } from '../json-schema.js';

/** What the outside was told about a version that newer events no longer have. */
export interface FormerVersion {
  readonly says: string;
  /** Present if the version had a sealed part: what it was about. */
  readonly sealed?: string;
  readonly data: JsonSchema;
}

/**
 * The versions before the current one, oldest first, each as it was when it was current: events of it are in the log
 * and are published again as they are. To make a new version, copy the current contract here first.
 */
export const FORMER_VERSIONS: { readonly [T in KnownEvent['type']]?: readonly FormerVersion[] } = {};
