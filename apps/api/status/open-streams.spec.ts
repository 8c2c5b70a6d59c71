import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { refusalsInTest } from '../testing/limit-refusals.js';
import { OpenStreams } from './open-streams.js';

const by = (caller: string, address = caller) => ({ caller, address });
const streamsOf = (streamsMax: number, streamsPerCaller = 100, streamsPerAddress = 100) =>
  new OpenStreams(
    { streamsMax, streamsPerCaller, streamsPerAddress },
    new Registry(),
    refusalsInTest().refusals,
  );

describe('open streams', () => {
  it('that are refused are counted, by the limit', async () => {
    const { refusals, counted } = refusalsInTest();
    const limits = { streamsMax: 3, streamsPerCaller: 1, streamsPerAddress: 2 };
    const streams = new OpenStreams(limits, new Registry(), refusals);
    const start = (caller: string, address: string) => () => streams.start(by(caller, address));
    start('a', '1')();
    expect(start('a', '2')).toThrow('too-many-streams-of-yours');
    start('b', '1')();
    expect(start('c', '1')).toThrow('too-many-streams-of-yours');
    start('c', '2')();
    expect(start('d', '3')).toThrow('too-many-streams');
    for (const limit of ['streams-caller', 'streams-address', 'streams'] as const)
      expect(await counted(limit)).toBe(1);
  });

  it('are as many as allowed; one that ends makes room', () => {
    const streams = streamsOf(2);
    const first = streams.start(by('a'));
    streams.start(by('b'));
    expect(() => streams.start(by('c'))).toThrow('too-many-streams');
    first.abort();
    streams.start(by('c'));
    expect(streams.count).toBe(2);
    streams.beforeApplicationShutdown();
    expect(streams.count).toBe(0);
  });

  it('are so many per caller, wherever they come from: one caller cannot take all places', () => {
    const streams = streamsOf(10, 2);
    const first = streams.start(by('a', '1'));
    streams.start(by('a', '2'));
    expect(() => streams.start(by('a', '3'))).toThrow('too-many-streams-of-yours');
    streams.start(by('b', '3'));
    first.abort();
    expect(() => streams.start(by('a', '3'))).not.toThrow();
  });

  it('are so many per address, whoever asks', () => {
    const streams = streamsOf(10, 2, 3);
    for (const caller of ['a', 'b', 'c']) streams.start(by(caller, '1'));
    expect(() => streams.start(by('d', '1'))).toThrow('too-many-streams-of-yours');
    expect(() => streams.start(by('d', '2'))).not.toThrow();
  });
});
