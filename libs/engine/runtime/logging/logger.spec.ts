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

  it('keeps a correlation id that is a UUID or a trace’s, and replaces any other', () => {
    for (const given of ['5B0D7F0E-0f55-4c8b-9a53-0b8f7b0f2a11', '4bf92f3577b34da6a3ce929d0e0e4736'])
      expect(correlationIdOf(given)).toBe(given);
    const uuid = '5b0d7f0e-0f55-4c8b-9a53-0b8f7b0f2a11';
    const others = [
      '',
      'Anna.Eriksson',
      'call-7',
      `${uuid}0`,
      `${uuid}\n`,
      `{${uuid}}`,
      '5b0d7f0e-0f55-2000000006',
      'a\nb',
    ];
    for (const other of [undefined, [uuid, uuid], ...others]) {
      const taken = correlationIdOf(other);
      expect(taken).toMatch(/^[0-9a-f-]{36}$/);
      expect(taken).not.toBe(uuid);
    }
    expect(correlationIdOf('5b0d7f0e-0f55-4c8b-2000-2456789011ab')).toMatch(/^5b0d7f0e/);
  });
});
