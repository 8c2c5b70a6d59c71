import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { outlined, outlineOf } from './outline.js';
import { someAt } from './paths.js';
import { decode, encode } from './values.js';
import type { Document } from './document.js';

const narrowed = (document: Document, ...paths: string[]) =>
  decode(outlined(encode(document), outlineOf(paths)));

describe('the outline of a document', () => {
  it('has what is asked for, and what is below it', () => {
    const document = { a: 'x', b: { c: 'y', d: { e: 'z' }, f: 'w' }, g: 'v' };
    expect(narrowed(document, 'a', 'b.d')).toEqual({ a: 'x', b: { d: { e: 'z' } } });
    expect(narrowed(document, 'b.d.e', 'b')).toEqual({ b: document.b });
    expect(narrowed(document, 'b', 'b.d.e')).toEqual({ b: document.b });
    expect(narrowed(document)).toEqual({});
  });

  it('keeps what the path meets instead of a document: an array whole, a value as it is', () => {
    expect(narrowed({ a: [{ b: 'x', c: 'y' }], d: 'z' }, 'a.b', 'd.e')).toEqual({
      a: [{ b: 'x', c: 'y' }],
      d: 'z',
    });
    expect(narrowed({ a: { c: 'y' } }, 'a.b')).toEqual({ a: {} });
  });

  it('leads every path of it to the same values as the document', () => {
    const name = fc.constantFrom('a', 'b', 'c', '0');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('x', 'y', null),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(name, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
      ),
    }));
    const documents = fc.dictionary(name, tree, { noNullPrototype: true });
    const path = fc.array(name, { minLength: 1, maxLength: 4 });
    const found = (document: Document, parts: readonly string[]) => {
      const values: unknown[] = [];
      someAt(document, parts, (value) => values.push(value) === 0);
      return values;
    };
    fc.assert(
      fc.property(documents, fc.array(path, { maxLength: 3 }), (document, paths) => {
        const outline = narrowed(document, ...paths.map((parts) => parts.join('.')));
        const whole = decode(encode(document));
        for (const parts of paths) expect(found(outline, parts)).toEqual(found(whole, parts));
      }),
    );
  });
});
