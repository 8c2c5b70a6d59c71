import type { Upcaster } from '#event-sourcing/format/event-schema.js';

/**
 * The first version of `CredentialSuspended` and `CredentialRevoked` had the ground as a readable code. Each code was
 * recorded once at a time, so it names the ground within the stream as well.
 */
export const groundSealed: Upcaster = ({ data: { ground, ...data } }) => ({
  data: { ...data, ...('suspendedAt' in data && { groundId: ground }) },
  personal: { kind: ground, since: data['suspendedAt'] ?? data['revokedAt'], factIds: [] },
});
