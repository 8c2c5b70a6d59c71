import { describe, expect, it } from '@jest/globals';
import { batchContext } from './batch-context.js';
import { traceIdOf, traceparentOf } from './traceparent.js';
import { MAX_LINKS } from './tracing.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const good = `00-${TRACE}-${SPAN}-01`;

describe('traceparent', () => {
  it('is kept when it is well-formed, of this version or a later one', () => {
    expect(traceparentOf(good)).toBe(good);
    expect(traceparentOf(`01-${TRACE}-${SPAN}-03`)).toBe(`00-${TRACE}-${SPAN}-03`);
    expect(traceparentOf(`01-${TRACE}-${SPAN}-01-and-more`)).toBe(good);
    expect(traceIdOf(good)).toBe(TRACE);
  });

  it.each([
    undefined,
    '',
    'nonsense',
    [good, good],
    good.toUpperCase(),
    `${good}-more`,
    `${good}x`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE}-${SPAN}`,
  ])('%j is none', (header) => {
    expect(traceparentOf(header)).toBeUndefined();
  });
});

describe('a batch', () => {
  const of = (trace: number, span: number) =>
    `00-${trace.toString(16).padStart(32, '0')}-${span.toString(16).padStart(16, '0')}-01`;

  it('goes on with its trace when it is of one, under what came last', () => {
    expect(batchContext([])).toEqual({});
    expect(batchContext([undefined])).toEqual({});
    expect(batchContext([of(1, 1), undefined, of(1, 2)])).toEqual({ parent: of(1, 2) });
  });

  it('of several traces begins its own, linked to each of them once, up to the limit', () => {
    expect(batchContext([of(1, 1), of(2, 5), of(1, 2)])).toEqual({ links: [of(1, 2), of(2, 5)] });
    const many = Array.from({ length: MAX_LINKS + 1 }, (_, i) => of(i + 1, 1));
    expect(batchContext(many.slice(0, -1)).links).toHaveLength(MAX_LINKS);
    expect(batchContext(many)).toEqual({ links: many.slice(0, -1) });
  });
});
