/** What waits for an operator at one place that parks keys: a read model, or the process manager. */
export interface DeadLetters {
  readonly parked: number;
  /** Of these: because of a personal key that the key store never had. */
  readonly unknownKey: number;
}

/** From when on dead letters are no accident of single cases. Both have to be exceeded. */
export interface DeadLetterLimits {
  readonly deadLettersMax: number;
  /** Of the documents, percent. */
  readonly deadLettersMaxPercent: number;
}

/** What too many of them mean for the process. */
export interface DeadLetterPolicy extends DeadLetterLimits {
  /** The process serves the API, by which they are mended: it stays ready, though the stage's check is not ok. */
  readonly staysReady: boolean;
}

/** Whether there are too many; `documents` is asked only where that decides it. */
export async function tooManyParked(
  { parked }: Pick<DeadLetters, 'parked'>,
  { deadLettersMax, deadLettersMaxPercent }: DeadLetterLimits,
  documents: () => Promise<number>,
): Promise<boolean> {
  if (parked <= deadLettersMax) return false;
  return parked > ((await documents()) * deadLettersMaxPercent) / 100;
}

/** E.g. `3 (2 of unknown keys)`. */
export function deadLettersInWords({ parked, unknownKey }: DeadLetters): string {
  return unknownKey === 0 ? String(parked) : `${parked} (${unknownKey} of unknown keys)`;
}
