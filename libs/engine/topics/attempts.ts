import type { ReceivedMessage } from './port.js';

/**
 * How often each message failed for a reason that is not known to pass: it is tried so often, and then given up, so that
 * it does not hold up the others for ever. Counted in this process: who takes over begins anew.
 */
export class Attempts {
  /** By topic, partition and offset. */
  private readonly failures = new Map<string, number>();

  /** @param most times a message is tried, at least 1 */
  constructor(private readonly most: number) {}

  /** It failed again. True: it was tried often enough. */
  failed(message: ReceivedMessage): boolean {
    const place = placeOf(message);
    const failures = (this.failures.get(place) ?? 0) + 1;
    this.failures.set(place, failures);
    return failures >= this.most;
  }

  /** It went through, or was given up: it is not counted any more. */
  over(message: ReceivedMessage): void {
    this.failures.delete(placeOf(message));
  }
}

const placeOf = ({ topic, partition, offset }: ReceivedMessage) => `${topic}/${partition}/${offset}`;
