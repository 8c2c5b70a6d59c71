import type { EventStore } from '#event-store/port.js';
import { verifyLog } from '#event-sourcing/verify.js';
import { problemText } from '#event-sourcing/verification/problem-text.js';
import type { History } from '../history.js';
import { type Difference, Findings } from './difference.js';

/** The chain of every stream holds, revisions have no gaps, and no command is in a stream in two places. */
export async function checkLog(store: EventStore, history: History): Promise<readonly Difference[]> {
  const findings = new Findings('log');
  const { problems, events } = await verifyLog(store);
  for (const problem of problems) findings.add(problemText(problem));
  findings.same('events', events, history.events.length + history.ofItself);
  for (const [stream, happened] of history.byStream) {
    const commands = new Set<string>();
    let previous: string | undefined;
    for (const [index, { revision, metadata }] of happened.entries()) {
      findings.same(`${stream}: revision`, String(revision), String(index));
      const { commandId } = metadata;
      if (commandId !== previous && commands.has(commandId))
        findings.add(`${stream}@${revision}: ${commandId} came back`);
      commands.add(commandId);
      previous = commandId;
    }
  }
  return findings.differences;
}
