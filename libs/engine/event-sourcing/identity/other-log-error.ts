import { unreachable } from '#decider/decider.js';
import type { LogId } from './log-identity.js';

/** A message that is not of the log it is read beside. */
export type OtherLog =
  | { readonly kind: 'other-log'; readonly log: LogId; readonly of: LogId }
  /** The log goes on under another id since this process looked: what it knows of it is void. */
  | { readonly kind: 'accepted-since'; readonly log: LogId; readonly of: LogId };

/** Its message is one line that names both logs and says what to do. */
export class OtherLogError extends Error {
  override readonly name = 'OtherLogError';
  /** @param place of the message: topic, partition, offset */
  constructor(other: OtherLog, place: string) {
    super(inWords(other, place));
  }
}

function inWords(other: OtherLog, place: string): string {
  const { kind, log, of } = other;
  switch (kind) {
    case 'other-log':
      return `a message (${place}) is of the log ${of}, and this is the log ${log}; nothing of it was applied and no offset was moved: set right whichever of HAWIYA_EVENTSTORE_URL and HAWIYA_KAFKA_BROKERS leads elsewhere, there or here; if it is right and such messages were left behind, start with HAWIYA_ACCEPT_PARTS=${log}:${of} to step over them`;
    case 'accepted-since':
      return `a message (${place}) is of the log ${of}, as which the log ${log} goes on since its parts were accepted; start this process again`;
    default:
      return unreachable(kind);
  }
}
