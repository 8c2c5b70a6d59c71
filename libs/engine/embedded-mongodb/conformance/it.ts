import { format } from 'node:util';
import { it as jestIt } from '@jest/globals';
import { serverUnderTest } from '#test/support/mongo-under-test.js';
import { peerGap } from './peer-gaps.js';

type Body = (...row: readonly unknown[]) => Promise<void> | void;

/** What the peer is known not to do must fail there; why is printed. */
function conforms(name: string, body: Body): void {
  const gap = serverUnderTest === 'mongo-java-server' ? peerGap(name) : undefined;
  if (gap === undefined) return jestIt(name, () => body());
  process.stderr.write(`mongo-java-server ${gap}: ${name}\n`);
  jestIt.failing(name, () => body());
}

/** A row is the body's arguments, or its only one; the first ones stand in the name for `%j` and `%i`. */
const each = (rows: readonly unknown[]) => (name: string, body: Body) => {
  for (const row of rows) {
    const values: readonly unknown[] = Array.isArray(row) ? row : [row];
    const shown = values.slice(0, name.split('%').length - 1).map(withoutBigInt);
    conforms(format(name, ...shown), () => body(...values));
  }
};

const withoutBigInt = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)));

/** As jest's. */
export const it = Object.assign(conforms, { each, failing: jestIt.failing }) as unknown as Pick<
  typeof jestIt,
  'each' | 'failing'
> &
  ((name: string, body: () => Promise<void> | void) => void);
