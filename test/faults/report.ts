import type { Outcome } from './outcome.js';
import { table } from './table.js';

/** Most differences that are printed. */
const PRINTED = 40;

/** Prints the table of faults, and what differs. */
export function report(outcomes: readonly Outcome[]): void {
  const total = (of: (outcome: Outcome) => number) => outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
  const rows = outcomes.map(({ fault, runs, acknowledged, events, differences }) => [
    fault,
    runs,
    acknowledged,
    events,
    differences.length,
  ]);
  const sums = [
    total(({ runs }) => runs),
    total(({ acknowledged }) => acknowledged),
    total(({ events }) => events),
    total(({ differences }) => differences.length),
  ];
  console.log(table(['fault', 'runs', 'acknowledged', 'events', 'differences'], [...rows, ['all', ...sums]]));
  const differences = outcomes.flatMap((outcome) =>
    outcome.differences.map((difference) => ({ fault: outcome.fault, ...difference })),
  );
  for (const { fault, check, text } of differences.slice(0, PRINTED))
    console.log(`${fault}: ${check}: ${text}`);
  if (differences.length > PRINTED) console.log(`… and ${differences.length - PRINTED} more`);
}

/** An argument of the command line; ends the process with what it has to be. */
export function wholeNumber(name: string, text: string, usage: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  console.error(`--${name} is a whole number, not ${text}\n${usage}`);
  return process.exit(2);
}
