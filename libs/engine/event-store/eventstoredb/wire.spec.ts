import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { anEvent, aStream } from '../conformance/events.js';
import type { NewEvent, Position, Revision } from '../port.js';
import { readAppendAnswer } from './append-answer.js';
import { Failure } from './failure.js';
import { readAnswer } from './read-answer.js';
import { writeAppend, writeRead } from './requests.js';
import { streamFilters } from './stream-filter.js';
import type { StoredEvent } from '#test/doubles/eventstoredb/double/log.js';
import { checkpoint, eventAnswer, proposed, textOf } from '#test/doubles/eventstoredb/double/messages.js';
import {
  AllStreamPosition,
  BatchAppendReq,
  BatchAppendResp,
  ReadReq,
  UUID,
} from '#test/doubles/eventstoredb/double/protocol.js';
import { WireReader } from './wire-reader.js';
import { WireWriter } from './wire-writer.js';

/* What the driver writes and reads by itself, against the messages that the client package's generator made. */

const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const text = fc.string({ unit: 'grapheme', maxLength: 300 });
const content = fc.record({
  id: fc.uuid(),
  type: text,
  format: fc.constantFrom('json' as const, 'binary' as const),
  data: fc.uint8Array({ maxLength: 20_000, size: 'max' }),
  metadata: fc.uint8Array({ maxLength: 400 }),
});

describe('protobuf, written and read', () => {
  it('gives any integer of 64 bits back, and any number that is exact', () => {
    const back = (value: bigint | number) => {
      const writer = new WireWriter(1);
      writer.integer(5, value);
      const reader = new WireReader(writer.finish());
      expect(reader.field()).toBe(5);
      return reader.integer();
    };
    for (const value of [
      0n,
      127n,
      128n,
      2n ** 28n - 1n,
      2n ** 28n,
      2n ** 53n + 1n,
      2n ** 56n,
      2n ** 64n - 1n,
    ])
      expect(back(value)).toBe(value);
    fc.assert(fc.property(u64, (value) => expect(back(value)).toBe(value)));
    fc.assert(fc.property(fc.maxSafeNat(), (value) => expect(back(value)).toBe(BigInt(value))));
  });

  it('skips what it does not know, and refuses what is cut off', () => {
    const known = Buffer.of(
      0x08,
      0x01,
      0x11,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0x1a,
      0x01,
      0x00,
      0x25,
      0,
      0,
      0,
      0,
      0x28,
      0x07,
    );
    const reader = new WireReader(known);
    for (const field of [1, 2, 3, 4]) {
      expect(reader.field()).toBe(field);
      reader.skip();
    }
    expect([reader.field(), reader.integer(), reader.field()]).toEqual([5, 7n, 0]);
    const cut = new WireReader(Buffer.of(0x0a, 0x05, 0x00));
    cut.field();
    expect(() => cut.buffer()).toThrow(/ends behind/);
    expect(() => new WireReader(Buffer.of(0x80)).field()).toThrow(/ends behind/);
    const group = new WireReader(Buffer.of(0x0b));
    group.field();
    expect(() => group.skip()).toThrow(/unknown type 3/);
  });
});

describe('requests', () => {
  it('of appends say what is to be appended', () => {
    const appends = fc.property(
      fc.array(content, { minLength: 1, maxLength: 4 }),
      fc.option(u64, { nil: 'no_stream' as const }),
      text,
      fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
      fc.maxSafeNat(),
      (contents, at, name, high, low) => {
        const events: readonly NewEvent[] = contents.map((given) => anEvent(given));
        const stream = `${aStream()}-${name}` as ReturnType<typeof aStream>;
        const expected = at === 'no_stream' ? at : (at as Revision);
        const bytes = writeAppend({ stream, expected, events, high, low });
        const request = BatchAppendReq.deserializeBinary(bytes);
        const options = request.getOptions();
        expect(request.getIsFinal()).toBe(true);
        expect(request.getCorrelationId()?.getStructured()?.toObject()).toEqual({
          mostSignificantBits: String(high),
          leastSignificantBits: String(low),
        });
        expect(textOf(options?.getStreamIdentifier()?.getStreamName_asU8())).toBe(stream);
        expect(options?.hasNoStream()).toBe(expected === 'no_stream');
        expect(options?.getStreamPosition()).toBe(expected === 'no_stream' ? '0' : String(expected));
        const bytesOf = (event: NewEvent) => ({
          ...event,
          data: Buffer.from(event.data).toString('latin1'),
          metadata: Buffer.from(event.metadata).toString('latin1'),
        });
        expect(request.getProposedMessagesList().map((one) => bytesOf(proposed(one)))).toEqual(
          events.map(bytesOf),
        );
      },
    );
    fc.assert(appends, { numRuns: 60 });
  });

  it('of reads say from where, how far and what to leave out', () => {
    const all = ReadReq.deserializeBinary(
      writeRead({
        kind: 'all',
        from: (2n ** 60n + 7n) as Position,
        extent: { direction: 'backwards', limit: Number.POSITIVE_INFINITY },
        filter: streamFilters(['application', 'status-list']).events,
      }),
    ).toObject().options;
    expect(all).toMatchObject({
      all: { position: { commitPosition: '1152921504606846983', preparePosition: '1152921504606846983' } },
      readDirection: ReadReq.Options.ReadDirection.BACKWARDS,
      count: String(Number.MAX_SAFE_INTEGER),
      filter: {
        streamIdentifier: { regex: '^(?:application|status-list)-' },
        max: 1_000,
        checkpointintervalmultiplier: 1,
      },
      uuidOption: { string: {} },
      resolveLinks: false,
    });
    const stream = aStream();
    const one = ReadReq.deserializeBinary(
      writeRead({
        kind: 'stream',
        stream,
        from: 0n as Revision,
        extent: { direction: 'forwards', limit: 3 },
      }),
    ).getOptions();
    expect(textOf(one?.getStream()?.getStreamIdentifier()?.getStreamName_asU8())).toBe(stream);
    expect([one?.getStream()?.getRevisionOptionCase(), one?.getStream()?.getRevision()]).toEqual([
      ReadReq.Options.StreamOptions.RevisionOptionCase.REVISION,
      '0',
    ]);
    expect([one?.getCount(), one?.hasNoFilter(), one?.hasSubscription()]).toEqual(['3', true, false]);
    const live = ReadReq.deserializeBinary(
      writeRead({ kind: 'subscription', from: 'start', filter: streamFilters().events }),
    ).getOptions();
    expect([live?.getAll()?.hasStart(), live?.hasSubscription(), live?.hasFilter()]).toEqual([
      true,
      true,
      true,
    ]);
  });
});

describe('answers', () => {
  it('to reads give an event as it was stored', () => {
    const events = fc.property(
      content,
      text,
      u64,
      u64,
      fc.date({ noInvalidDate: true, min: new Date(0) }),
      (given, stream, revision, offset, created) => {
        const event: StoredEvent = { ...given, stream, revision, offset, created };
        const answer = readAnswer(Buffer.from(eventAnswer(event).serializeBinary()));
        if (answer.kind !== 'event') throw new Error(answer.kind);
        const { data, metadata, ...rest } = answer.event;
        expect(Buffer.from(data).equals(given.data)).toBe(true);
        expect(Buffer.from(metadata).equals(given.metadata)).toBe(true);
        const { id, type, format } = given;
        expect(rest).toEqual({ id, type, format, stream, revision, position: offset, created });
      },
    );
    fc.assert(events, { numRuns: 60 });
  });

  it('to reads give a checkpoint by its commit position', () => {
    const bytes = Buffer.from(checkpoint(2n ** 63n - 1n, 0n).serializeBinary());
    expect(readAnswer(bytes)).toEqual({ kind: 'checkpoint', position: 2n ** 63n - 1n });
    expect(readAnswer(Buffer.from(checkpoint(0n, 0n).serializeBinary()))).toMatchObject({ position: 0n });
  });

  it('to appends give revision and position, and do without a position only to say so', () => {
    const id = new UUID();
    const structured = new UUID.Structured();
    structured.setMostSignificantBits('1');
    structured.setLeastSignificantBits('42');
    id.setStructured(structured);
    const success = new BatchAppendResp.Success();
    success.setCurrentRevision('0');
    const response = new BatchAppendResp();
    response.setCorrelationId(id);
    response.setSuccess(success);
    const read = () => readAppendAnswer(Buffer.from(response.serializeBinary()));
    expect(read().result).toBeInstanceOf(Failure);
    expect(read().result).toMatchObject({ fault: 'lost', nothingDone: false });
    const position = new AllStreamPosition();
    position.setCommitPosition('18014398509481985');
    success.setPosition(position);
    expect(read()).toEqual({
      low: 42n,
      result: { kind: 'appended', revision: 0n, position: 18_014_398_509_481_985n },
    });
    expect(readAppendAnswer(Buffer.alloc(0)).result).toMatchObject({ fault: 'lost' });
  });
});
