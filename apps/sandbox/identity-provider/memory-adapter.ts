import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Entry {
  readonly payload: AdapterPayload;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** Where the sandbox keeps sessions and codes: in this process, bounded, the oldest going first. */
export function memoryAdapter(capacity = 10_000): AdapterFactory {
  const entries = new Map<string, Entry>();
  const find = (matches: (payload: AdapterPayload) => boolean) =>
    [...entries.values()].find((entry) => entry.expires > Date.now() && matches(entry.payload))?.payload;

  return (model): Adapter => ({
    upsert: async (id, payload, expiresIn = 3_600) => {
      const oldest = entries.size >= capacity ? entries.keys().next() : undefined;
      if (oldest !== undefined && oldest.done !== true) entries.delete(oldest.value);
      entries.set(`${model}:${id}`, { payload, expires: Date.now() + expiresIn * 1_000 });
    },
    find: async (id) => {
      const entry = entries.get(`${model}:${id}`);
      return entry !== undefined && entry.expires > Date.now() ? entry.payload : undefined;
    },
    findByUid: async (uid) => find((payload) => payload.uid === uid && payload.kind === model),
    findByUserCode: async (code) => find((payload) => payload.userCode === code),
    consume: async (id) => {
      const entry = entries.get(`${model}:${id}`);
      if (entry !== undefined) entry.payload.consumed = Math.floor(Date.now() / 1_000);
    },
    destroy: async (id) => {
      entries.delete(`${model}:${id}`);
    },
    revokeByGrantId: async (grantId) => {
      for (const [key, entry] of entries) if (entry.payload.grantId === grantId) entries.delete(key);
    },
  });
}
