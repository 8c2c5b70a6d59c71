export type DecodeErrorCode =
  /** No such type of event is known here: written by a newer release, or not by us. */
  | 'unknown-type'
  /** Known, but of a version this release does not know. */
  | 'newer-version'
  /** Not in the log's format. */
  | 'malformed'
  /** Sealed with a key this key store never had: another installation's, or a key store restored from too long ago. */
  | 'unknown-key'
  /** The seal does not open: altered, or moved from another place. */
  | 'seal-broken'
  /** It does not follow from the event before it, or is not what was written: the log was tampered with. */
  | 'chain-broken';

/** Found in the message of an `unknown-key`, and in no other: parked events keep the message of what they failed of. */
export const UNKNOWN_KEY_MESSAGE = ': unknown-key: ';

export interface EventPlace {
  readonly stream: string;
  readonly revision: bigint;
  readonly id: string;
  readonly type: string;
}

/** An event that cannot be read. Never skipped in silence: whoever reads decides what to do about it. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  /** Four fields and no more of what it is given, which may be the whole record: whoever logs an error logs its fields. */
  readonly place: EventPlace;

  constructor(
    readonly code: DecodeErrorCode,
    { stream, revision, id, type }: EventPlace,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`cannot read ${type} (${stream}@${revision}, ${id}): ${code}: ${detail}`, options);
    this.place = { stream, revision, id, type };
  }
}
