import { describe, expect, it } from '@jest/globals';
import type { Revision, StreamName } from '#event-store/port.js';
import type { StoredEvent } from './codec.js';
import { DecodeError } from './decode-error.js';
import { KeyStoreError } from './keys/key-store-error.js';
import type { Envelope } from './envelope.js';
import { SharedDecoding } from './shared-decoding.js';

const place = { stream: 'application-1' as StreamName, revision: 0n as Revision, id: 'e', type: 'E' };
const record = { ...place, position: 0n, data: new Uint8Array(), metadata: new Uint8Array() } as StoredEvent;

/** Fails of these in turn, then answers. */
function decoderThatFails(...failures: readonly Error[]) {
  const left = [...failures];
  const calls = { count: 0 };
  const decode = async (): Promise<Envelope> => {
    calls.count += 1;
    const failure = left.shift();
    await Promise.resolve();
    if (failure !== undefined) throw failure;
    return { id: `decoded ${calls.count}` } as Envelope;
  };
  return { shared: new SharedDecoding({ decode }), calls };
}

describe('decoding shared by the consumers of a process', () => {
  it('happens once for the same record', async () => {
    const { shared, calls } = decoderThatFails();
    await Promise.all([shared.decode(record), shared.decode(record)]);
    await shared.decode(record);
    expect(calls.count).toBe(1);
    shared.forget();
    await shared.decode(record);
    expect(calls.count).toBe(2);
  });

  it.each([
    ['an outage of the key store', new KeyStoreError('unavailable', 'cannot read a key: ECONNREFUSED')],
    ['a key that is put back later', new DecodeError('unknown-key', place, 'personal data')],
  ])('does not keep the failure of %s', async (_, failure) => {
    const { shared, calls } = decoderThatFails(failure);
    const together = await Promise.allSettled([shared.decode(record), shared.decode(record)]);
    expect(together.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await shared.decode(record)).toEqual({ id: 'decoded 2' });
    expect(calls.count).toBe(2);
  });
});
