import { describe, expect, it } from '@jest/globals';
import { OffsetCommits } from './offset-commits.js';

/** Requests are answered when a test says so. */
function scene() {
  const hurry = new AbortController();
  const requests: { readonly offsets: object; readonly answer: (error?: Error) => void }[] = [];
  let sent = () => {};
  const commits = new OffsetCommits<string>(
    (offsets) =>
      new Promise((resolve, reject) => {
        const answer = (error?: Error) => (error === undefined ? resolve() : reject(error));
        requests.push({ offsets: Object.fromEntries(offsets), answer });
        sent();
      }),
    hurry.signal,
  );
  /** The request with that number, from 0 on, as soon as it is sent. */
  const request = async (number: number) => {
    while (requests.length <= number) await new Promise<void>((resolve) => (sent = resolve));
    const found = requests[number];
    if (found === undefined) throw new Error('it was just there');
    return found;
  };
  return { commits, hurry, requests, request };
}

describe('storing offsets', () => {
  it('sends the first at once, and what comes meanwhile together, the newest of each partition', async () => {
    const { commits, request, requests } = scene();
    const first = commits.store('a', 1n);
    const { offsets, answer } = await request(0);
    expect(offsets).toEqual({ a: 1n });
    const later = [commits.store('a', 2n), commits.store('b', 7n), commits.store('a', 3n)];
    const answered = performance.now();
    answer();
    await first;
    const second = await request(1);
    expect(performance.now() - answered).toBeGreaterThanOrEqual(95); // not sooner, by the clock of timers
    expect(second.offsets).toEqual({ a: 3n, b: 7n });
    second.answer();
    await Promise.all(later);
    expect(requests).toHaveLength(2);
  });

  it('tells those whose request failed, and goes on', async () => {
    const { commits, request } = scene();
    const [failing, other] = [commits.store('a', 1n), commits.store('b', 1n)];
    (await request(0)).answer(new Error('no broker'));
    await expect(failing).rejects.toThrow('no broker');
    await expect(other).rejects.toThrow('no broker');
    const again = commits.store('a', 1n);
    (await request(1)).answer();
    await again;
  });

  it('waits for an answer but for nothing else when it has to hurry', async () => {
    const { commits, hurry, request, requests } = scene();
    hurry.abort();
    const first = commits.store('a', 1n);
    const second = request(0).then(({ answer }) => {
      const stored = commits.store('a', 2n);
      expect(requests).toHaveLength(1);
      answer();
      return stored;
    });
    await first;
    const answered = performance.now();
    (await request(1)).answer();
    await second;
    expect(performance.now() - answered).toBeLessThan(95);
  });
});
