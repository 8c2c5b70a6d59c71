import { LRUCache } from 'lru-cache';
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

/** Where the sandbox keeps sessions and codes: in this process, bounded, the one not used for longest going first. */
export function memoryAdapter(capacity = 10_000): AdapterFactory {
  const entries = new LRUCache<string, AdapterPayload>({ max: capacity, ttlResolution: 0, perf: Date });
  const find = (matches: (payload: AdapterPayload) => boolean) => [...entries.values()].find(matches);

  return (model): Adapter => ({
    upsert: async (id, payload, expiresIn = 3_600) => {
      entries.set(`${model}:${id}`, payload, { ttl: Math.max(1, expiresIn * 1_000) });
    },
    find: async (id) => entries.get(`${model}:${id}`),
    findByUid: async (uid) => find((payload) => payload.uid === uid && payload.kind === model),
    findByUserCode: async (code) => find((payload) => payload.userCode === code),
    consume: async (id) => {
      const payload = entries.get(`${model}:${id}`);
      if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1_000);
    },
    destroy: async (id) => {
      entries.delete(`${model}:${id}`);
    },
    revokeByGrantId: async (grantId) => {
      for (const [key, payload] of Array.from(entries.entries()))
        if (payload.grantId === grantId) entries.delete(key);
    },
  });
}
