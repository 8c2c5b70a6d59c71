import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DEAD_FACTS_TOPIC, factsTopicOf } from '#contracts/topics.js';
import { type Consumer, startConsumer } from '#topics/conformance/consumer.js';
import { MAX_MESSAGE_BYTES } from '#topics/port.js';
import type { StreamName } from '#event-store/port.js';
import { streams } from '#use-cases/streams.js';
import { iqamaNumber } from '#domain/testing/people.js';
import { Resident } from '#use-cases/testing/resident.js';
import { eventually } from '#test/support/eventually.js';
import { temporaryFolders } from '#test/support/temporary-folder.js';
import { BackOffice } from '../testing/back-office.js';

// Every step is durable: a busy disk is slow.
jest.setTimeout(30_000);

describe('facts on the topic', () => {
  const folder = temporaryFolders();
  let back: BackOffice;
  beforeEach(async () => {
    back = await BackOffice.open(await folder());
    await back.start();
  });
  afterEach(() => back.close());

  const told = (id: string, violationId = 'v1') => ({
    specversion: '1.0',
    type: 'hawiya.fact.violation-recorded.v1',
    source: '/traffic',
    id,
    time: '2026-02-01T09:00:00Z',
    subject: `iqama:${iqamaNumber(1)}`,
    datacontenttype: 'application/json',
    data: { violationId, amount: 30_000 },
  });
  const publish = (body: unknown, type = 'application/cloudevents+json', topic = factsTopicOf('traffic')) =>
    back.distribution.publish(topic, [
      {
        key: 'resident',
        headers: { 'content-type': type },
        value: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      },
    ]);
  const file = async () => back.office.log.history(streams.resident(new Resident(back.office, 1).subject));
  const dead = (): Consumer =>
    startConsumer(back.distribution, 5_000, { topic: DEAD_FACTS_TOPIC, group: 'operator' });

  it('are put in the person’s file, one, in a batch, and once however often they come', async () => {
    await publish(told('1'));
    await publish([told('1'), told('2', 'v2')], 'application/cloudevents-batch+json');
    await publish(told('2', 'v2'));
    await back.settle();
    expect((await file()).map(({ event, metadata }) => [event.type, metadata.actor])).toEqual([
      ['FactRecorded', { kind: 'service', id: 'traffic' }],
      ['FactRecorded', { kind: 'service', id: 'traffic' }],
    ]);
  });

  it('that cannot be read, or contradict what the same service said, go aside with the reason; the rest goes on', async () => {
    await publish('{"specversion"');
    await publish({ ...told('1'), subject: 'iqama:2000000000' });
    await publish(told('1'));
    await publish(told('1', 'another'));
    await publish(told('3', 'v3'));
    await back.settle();
    expect(await file()).toHaveLength(2);
    const reader = dead();
    await eventually(() => reader.messages.length >= 3, { what: 'three dead letters' });
    const reasons = reader.messages.map(({ headers }) => headers['hawiya-reason']);
    expect(reasons).toEqual([
      '/: not-json: This is not valid JSON',
      '/subject: wrong-check-digit: The check digit does not fit: a digit was mistyped',
      '/traffic 1: fact-conflicts: A fact with this source and id says something else',
    ]);
    expect(reader.messages.map(({ headers }) => headers['hawiya-origin'])).toContainEqual(
      expect.stringMatching(/^\d+\/\d+$/),
    );
    await reader.stop();
  });

  it('about a person whose file cannot be read go aside, and hold nobody else’s back', async () => {
    const { subject } = new Resident(back.office, 1);
    const bytes = Buffer.from('{}');
    const broken = {
      id: randomUUID(),
      type: 'FactRecorded',
      format: 'json',
      data: bytes,
      metadata: bytes,
    } as const;
    await back.office.store.append(`resident-${subject}` as StreamName, 'no_stream', [broken]);
    const other = { ...told('2'), subject: `iqama:${iqamaNumber(2)}` };
    await publish(told('1'));
    await publish(other);
    const theirs = streams.resident(new Resident(back.office, 2).subject);
    await eventually(async () => (await back.office.log.history(theirs)).length === 1, {
      what: 'the other’s fact',
    });
    const reader = dead();
    await eventually(() => reader.messages.length >= 1, { what: 'a dead letter' });
    expect(reader.messages[0]?.headers['hawiya-reason']).toBe('/traffic 1: failed');
    await reader.stop();
  });

  it('are taken only of the service whose topic it is, and of a kind it may tell: else all of the message goes aside', async () => {
    const absence = {
      ...told('a'),
      source: '/labour',
      type: 'hawiya.fact.absence-reported.v1',
      data: { reportId: 'H-1', graceUntil: '2026-04-30T21:00:00Z' },
    };
    const to = (service: string, body: unknown, type?: string) => publish(body, type, factsTopicOf(service));
    await to('passports', absence);
    await to('passports', { ...absence, id: 'b', source: '/passports' });
    await to(
      'traffic',
      [told('c'), { ...told('d'), source: '/trafficker' }],
      'application/cloudevents-batch+json',
    );
    await to('labour', { ...absence, id: 'e', source: '/labour/riyadh' });
    await back.settle();
    expect((await file()).map(({ event, metadata }) => [event.type, metadata.actor])).toEqual([
      ['FactRecorded', { kind: 'service', id: 'labour' }],
    ]);
    const reader = dead();
    await eventually(() => reader.messages.length >= 3, { what: 'three dead letters' });
    const letters = reader.messages.map(({ headers }) => [
      headers['hawiya-origin-topic'],
      headers['hawiya-reason'],
    ]);
    expect(new Set(letters)).toEqual(
      new Set([
        [
          'hawiya.facts.passports.v1',
          '/labour a: fact-not-yours (who speaks on this topic is /passports: the source is that, or a path under it)',
        ],
        [
          'hawiya.facts.passports.v1',
          '/passports b: fact-not-yours (facts of this kind are told by labour, on hawiya.facts.labour.v1)',
        ],
        [
          'hawiya.facts.traffic.v1',
          '/trafficker d: fact-not-yours (who speaks on this topic is /traffic: the source is that, or a path under it)',
        ],
      ]),
    );
    await reader.stop();
  });

  it('larger than a fact may be go aside, and the reason says how large it may be and nothing of what was in it', async () => {
    const event = { ...told('1'), padding: '' };
    const padded = (bytes: number) => ({
      ...event,
      padding: 'x'.repeat(bytes - Buffer.byteLength(JSON.stringify(event))),
    });
    await publish(padded(16_384 + 1));
    await publish({ ...padded(16_384), id: '2' });
    await publish({ ...told('3'), data: { violationId: 'v1', amount: 'secret' } });
    await back.settle();
    expect(await file()).toHaveLength(1);
    const reader = dead();
    await eventually(() => reader.messages.length >= 2, { what: 'two dead letters' });
    expect(reader.messages.map(({ headers }) => headers['hawiya-reason'])).toEqual([
      '/: fact-too-large: A fact is larger, in bytes, than a fact may be (at most 16384)',
      '/data/amount: field-type: This has the wrong type (expected: integer)',
    ]);
    await reader.stop();
  });

  it('leave nothing in the lines of the log of what their service calls them', async () => {
    const named = { ...told('ERIKSSON/1'), source: '/traffic/ERIKSSON', correlationid: 'ERIKSSON' };
    await publish(named);
    await publish({ ...named, data: { violationId: 'v2', amount: 1 } });
    await publish({ ...named, source: '/ERIKSSON' });
    await publish({ ...named, ERIKSSON: 'x' });
    await back.settle();
    const reader = dead();
    await eventually(() => reader.messages.length >= 3, { what: 'three dead letters' });
    await reader.stop();
    expect(reader.messages.map(({ headers }) => headers['hawiya-reason']?.split(': ')[0])).toEqual([
      '/traffic/ERIKSSON ERIKSSON/1',
      '/ERIKSSON ERIKSSON/1',
      '/ERIKSSON',
    ]);
    const lines = back.lines.join('');
    expect(lines.match(/put aside/g)).toHaveLength(3);
    expect(lines).not.toContain('ERIKSSON');
    const [recorded] = await file();
    expect(JSON.stringify([recorded?.event.data, recorded?.metadata])).not.toContain('ERIKSSON');
    expect(recorded?.event).toMatchObject({
      personal: { toldAs: { source: '/traffic/ERIKSSON', id: 'ERIKSSON/1' } },
    });
  });

  it('go aside even when there is no room left for the reason, and hold nothing back', async () => {
    const frame = 'resident'.length + 'content-type'.length + 'application/json'.length;
    await publish('x'.repeat(MAX_MESSAGE_BYTES - frame), 'application/json');
    await publish(told('1'));
    await back.settle();
    expect(await file()).toHaveLength(1);
    const reader = dead();
    await eventually(() => reader.messages.length >= 1, { what: 'a dead letter' });
    expect(reader.messages[0]?.headers).toMatchObject({
      'hawiya-reason': '/: not-json: This is not valid JSON',
      'hawiya-left-out': String(MAX_MESSAGE_BYTES - frame),
    });
    await reader.stop();
  });
});
