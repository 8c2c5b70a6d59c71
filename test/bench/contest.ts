import type { Result } from './result.js';

/** Works until the time is up; tells how much it did. */
export type Contestant = (until: number) => Promise<number>;

export interface Contest {
  readonly name: string;
  readonly ours: Contestant;
  readonly theirs: Contestant;
  readonly rounds: number;
  readonly milliseconds: number;
  /** What the ratio is to reach; without one it is only told. */
  readonly target?: number;
  /** e.g. `events/s` (default). */
  readonly unit?: string;
  /** What the other one's rate is called (default `raw`). */
  readonly rival?: string;
}

/** Two rates and their ratio. Both take turns, so that a busy machine slows both. */
export async function contest({
  name,
  ours,
  theirs,
  rounds,
  milliseconds,
  target,
  unit = 'events/s',
  rival = 'raw',
}: Contest): Promise<Result[]> {
  const measure = async (contestant: Contestant) => {
    const start = performance.now();
    const events = await contestant(start + milliseconds);
    return (events / (performance.now() - start)) * 1_000;
  };
  const speeds = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    speeds.theirs.push(await measure(theirs));
    speeds.ours.push(await measure(ours));
  }
  const [value, raw] = [median(speeds.ours), median(speeds.theirs)];
  const rivalName = `${name}.${rival}`;
  return [
    { name, value, unit },
    { name: rivalName, value: raw, unit },
    {
      name: `${name}.ratio`,
      value: value / raw,
      unit: 'x',
      ratioTo: rivalName,
      ...(target !== undefined && { target }),
    },
  ];
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Several at once; tells how much they did together. */
export async function together(count: number, work: () => Promise<number>): Promise<number> {
  const done = await Promise.all(Array.from({ length: count }, work));
  return done.reduce((sum, events) => sum + events, 0);
}
