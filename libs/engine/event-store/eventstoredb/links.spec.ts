import { credentials } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#test/support/eventually.js';
import { Failure } from './failure.js';
import type { Link } from './link.js';
import { Links, type Silence } from './links.js';
import { StreamsClient, type StreamsCalls } from './protocol.js';

const SILENCE: Silence = { probeAfterMs: 40, giveUpAfterMs: 150, againAfterMs: 15 };
const silent = new Failure('silent', 'nothing was heard');

const made: { close(): void }[] = [];
afterEach(() => {
  for (const each of made.splice(0)) each.close();
});

/** A channel nobody has connected. */
function aClient(): StreamsCalls {
  const client = new StreamsClient('127.0.0.1:1', credentials.createInsecure());
  made.push(client);
  return client;
}

/** Links of a connection whose other side answers a probe as it is told to. */
function linksOf(probe: (link: Link) => boolean = () => true) {
  const probed: number[] = [];
  const left: StreamsCalls[] = [];
  const links = new Links(
    { handleError: async (client) => void left.push(client as StreamsCalls) }, // it is one of ours
    SILENCE,
    (link) => {
      probed.push(performance.now());
      return probe(link);
    },
  );
  made.push(links);
  return { links, probed, left };
}

describe('a link on which something is asked', () => {
  it('is probed once after silence, then given up: its calls end, and the client is told to leave it', async () => {
    const { links, probed, left } = linksOf();
    const client = aClient();
    const link = links.of(client);
    const ended: Failure[] = [];
    link.attach((failure) => ended.push(failure));
    const detach = link.attach(() => expect(true).toBe(false));
    detach();
    const began = performance.now();
    link.ask();
    await eventually(() => ended.length === 1);
    expect(performance.now() - began).toBeGreaterThanOrEqual(SILENCE.giveUpAfterMs);
    expect(probed).toHaveLength(1);
    expect((probed[0] ?? 0) - began).toBeGreaterThanOrEqual(SILENCE.probeAfterMs);
    expect(ended[0]).toMatchObject({ fault: 'silent', nothingDone: false });
    expect(left).toEqual([client]);
    expect(links.of(client)).not.toBe(link);
  });

  it('is kept as long as a probe is answered, however long the call itself is silent', async () => {
    const { links, probed, left } = linksOf((link) => (setImmediate(link.heard), true));
    const link = links.of(aClient());
    link.ask();
    await eventually(() => probed.length >= 5); // longer than it would be given up after
    expect(left).toEqual([]);
    expect(link.proven).toBe(true);
  });

  it('is given up at once when nothing new can be asked over it', async () => {
    const { links, probed, left } = linksOf(() => false);
    links.of(aClient()).ask();
    await eventually(() => left.length === 1);
    expect(probed).toHaveLength(1);
  });
});

describe('a link on which nothing is asked', () => {
  it('may be silent', async () => {
    const { links, left } = linksOf();
    const [idle, busy] = [aClient(), aClient()];
    const link = links.of(idle);
    link.ask();
    link.answered();
    link.heard();
    expect(link.isIdle).toBe(true);
    const kept = links.of(busy);
    kept.ask();
    await eventually(() => left.length === 1);
    expect(left).toEqual([busy]);
  });
});

describe('the patience with a link', () => {
  const again = { probeAfterMs: SILENCE.againAfterMs, giveUpAfterMs: SILENCE.againAfterMs };

  it('is short after one was silent, eight times in a row, for what has never answered', () => {
    const { links } = linksOf();
    const link = links.of(aClient());
    expect(links.patience(link)).toEqual(SILENCE);
    for (let n = 1; n <= 8; n += 1) {
      links.givenUp(links.of(aClient()), silent);
      expect(links.patience(links.of(aClient()))).toEqual(again);
    }
    links.givenUp(links.of(aClient()), silent);
    expect(links.patience(links.of(aClient()))).toEqual(SILENCE);
  });

  it('is the usual one again as soon as anything is heard', () => {
    const { links } = linksOf();
    links.givenUp(links.of(aClient()), silent);
    const link = links.of(aClient());
    expect(links.patience(link)).toEqual(again);
    link.heard();
    expect(links.patience(link)).toEqual(SILENCE);
    expect(links.patience(links.of(aClient()))).toEqual(SILENCE);
  });
});
