import { describe, expect, it } from '@jest/globals';
import { correlationIdOf } from './correlation.js';
import { createLogger } from './logger.js';
import { mask } from './mask.js';
import { NestLogger } from './nest-logger.js';

function collect(isTTY: boolean) {
  const lines: string[] = [];
  return { lines, isTTY, write: (text: string) => lines.push(text) };
}

describe('the log', () => {
  it('writes JSON when the output is not a terminal and lines for people when it is', () => {
    const file = collect(false);
    createLogger({ level: 'info', format: 'auto' }, file).info({ port: 3000 }, 'listening');
    expect(JSON.parse(file.lines[0] ?? '')).toMatchObject({ level: 30, port: 3000, msg: 'listening' });
    const terminal = collect(true);
    createLogger({ level: 'info', format: 'auto' }, terminal).info({ port: 3000 }, 'listening');
    expect(terminal.lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info {2}listening port=3000\n$/);
  });

  it('masks identity numbers and tokens, in any digits, wherever they come from', () => {
    const output = collect(false);
    const nest = new NestLogger(createLogger({ level: 'info', format: 'json' }, output));
    nest.error(new Error('no resident 2000000006'), 'Somewhere');
    expect(output.lines.join('')).not.toContain('2000000006');
    expect(mask('iqama:2000000006, ٢٠٠٠٠٠٠٠٠٦ and eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln')).toBe(
      'iqama:2*********, ٢********* and [token]',
    );
  });

  it('leaves times, hashes and longer numbers alone', () => {
    const text = '{"time":1767225600000,"hash":"a2000000006b","bill":"2000000006000"}';
    expect(mask(text)).toBe(text);
  });

  it('keeps a well-formed correlation id and replaces any other', () => {
    expect(correlationIdOf('call-7')).toBe('call-7');
    expect(correlationIdOf('x'.repeat(128))).toHaveLength(128);
    for (const bad of [undefined, '', 'x'.repeat(129), 'a b', 'a\nb', ['a', 'b']]) {
      expect(correlationIdOf(bad)).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});
