import { describe, expect, it } from '@jest/globals';
import { streamName } from '#event-store/validation.js';
import { documentList } from '../testing/document-list.js';
import { type Folded, unread } from './folded.js';
import { WarmStreams } from './warm-streams.js';

const folded = (revision: number, given: Partial<Folded<typeof documentList.initialState>> = {}) => ({
  ...unread(documentList, streamName('application-1')),
  head: { revision: BigInt(revision), hash: String(revision) },
  bytes: 100,
  ...given,
});
const limits = { streams: 3, bytes: 1_000, maxAgeMs: 60 };

describe('WarmStreams', () => {
  let clock = 1_000; // the cache takes 0 for no time
  const warm = (given: Partial<typeof limits> = {}) => new WarmStreams({ ...limits, ...given }, () => clock);
  const has = (streams: WarmStreams, ...names: readonly string[]) =>
    names.filter((name) => streams.get(name, documentList) !== undefined);

  it('forgets the stream used least recently when there are too many', () => {
    const streams = warm();
    for (const name of ['a', 'b', 'c']) streams.put(name, documentList, folded(0), 0);
    streams.get('a', documentList);
    streams.put('d', documentList, folded(0), 0);
    expect(has(streams, 'a', 'b', 'c', 'd')).toEqual(['a', 'c', 'd']);
  });

  it('forgets as many as it takes when they are too large', () => {
    const streams = warm();
    streams.put('a', documentList, folded(0, { bytes: 400 }), 0);
    streams.put('b', documentList, folded(0, { bytes: 600 }), 0);
    expect(has(streams, 'a', 'b')).toEqual(['a', 'b']);
    streams.put('c', documentList, folded(0, { bytes: 401 }), 0);
    expect(has(streams, 'a', 'b', 'c')).toEqual(['c']);
    streams.put('d', documentList, folded(0, { bytes: 1_001 }), 0);
    expect(has(streams, 'c', 'd')).toEqual(['c']);
  });

  it('keeps the further of two states', () => {
    const streams = warm();
    streams.put('a', documentList, folded(5), 0);
    streams.put('a', documentList, folded(4), 0);
    expect(streams.get('a', documentList)?.head.revision).toBe(5n);
    streams.put('a', documentList, folded(6), 0);
    expect(streams.get('a', documentList)?.head.revision).toBe(6n);
  });

  it('does not give one decider the state of another', () => {
    const streams = warm();
    streams.put('a', documentList, folded(5), 0);
    expect(streams.get('a', { ...documentList })).toBeUndefined();
  });

  it('forgets personal data in time, however often it is used, and keeps the rest', () => {
    clock = 1_000;
    const streams = warm();
    streams.put('a', documentList, folded(0, { personal: true }), 0);
    streams.put('b', documentList, folded(0), 0);
    clock = 1_060;
    streams.put('a', documentList, folded(1, { personal: true }), 0);
    expect(has(streams, 'a', 'b')).toEqual(['a', 'b']);
    clock = 1_061;
    expect(has(streams, 'a', 'b')).toEqual(['b']);
  });

  it('does not put back after clearing what was read before', () => {
    const streams = warm();
    const { generation } = streams;
    streams.clear();
    streams.put('a', documentList, folded(0), generation);
    expect(has(streams, 'a')).toEqual([]);
    streams.put('a', documentList, folded(0), streams.generation);
    expect(has(streams, 'a')).toEqual(['a']);
  });

  it('is not settled while this process writes to the stream', () => {
    const streams = warm();
    streams.put('a', documentList, folded(0), 0);
    streams.beginWriting('a');
    expect(streams.settled('a', documentList)).toBeUndefined();
    streams.put('a', documentList, folded(1), 0);
    streams.endWriting('a');
    expect(streams.settled('a', documentList)?.head.revision).toBe(1n);
  });

  it('tells a read that the stream was written to meanwhile, before and after it began', () => {
    const streams = warm();
    const before = streams.beginReading('a');
    streams.beginWriting('a');
    const during = streams.beginReading('a');
    streams.endWriting('a');
    const after = streams.beginReading('a');
    expect([before, during, after].map(({ overtaken }) => overtaken)).toEqual([true, true, false]);
    for (const one of [before, during, after]) streams.endReading('a', one);
  });

  it('drops what ends before an event that was seen, and tells the reads under way', () => {
    const streams = warm();
    streams.put('a', documentList, folded(3), 0);
    const reading = streams.beginReading('a');
    streams.seen('a', 3n);
    expect(has(streams, 'a')).toEqual(['a']);
    streams.seen('a', 4n);
    expect(has(streams, 'a')).toEqual([]);
    expect(reading.atLeast).toBe(4n);
    streams.endReading('a', reading);
  });
});
