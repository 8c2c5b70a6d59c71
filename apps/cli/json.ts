import { Command } from 'commander';

export interface JsonOption {
  readonly json: boolean;
}

/** A reading command that can answer programs: all of it, as one JSON document on standard output. */
export function readable(command: Command): Command {
  return command.option('--json', 'as one JSON document, for programs', false);
}

/** Positions and revisions are 64-bit integers: as texts, since JSON's numbers are not exact beyond 2^53. */
export function printJson(value: unknown): void {
  const text = JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one), 2);
  process.stdout.write(`${text}\n`);
}
