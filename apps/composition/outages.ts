import { DistributionError } from '#topics/port.js';
import { isKafkaRefusal, isOfKafka } from '#topics/kafka/failure.js';
import { EventStoreError } from '#event-store/errors.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import type { Logger } from '#runtime/logging/logger.js';
import { messageOf } from '#runtime/message-of.js';
import { isSignInRefused, isTransient } from '#runtime/mongodb/failure.js';
import { Outage, type OutageOptions, type OutsidePart } from '#runtime/outage.js';

export type PartKind = 'event-store' | 'mongodb' | 'kafka' | 'issuer';

/** Whose failure an error is, and whether it is one that somebody has to mend. */
interface Blame {
  readonly kind: PartKind;
  readonly refused: boolean;
}

/** Causes that are looked at; a chain that is longer, or a circle, ends here. */
const MOST_CAUSES = 5;

/** The parts outside of this process, each of which tells by itself when it is away and when it is back. */
export class Outages {
  private readonly outages = new Map<PartKind, Outage>();
  /**
   * The process's log, for whoever works with the parts: of an error that is a part's being away it writes a line at
   * debug, and the part tells it, once, however many notice.
   */
  readonly logger: Logger;

  constructor(
    private readonly own: Logger,
    private readonly options: OutageOptions = {},
  ) {
    this.logger = Object.assign(Object.create(own) as Logger, {
      error: this.unlessAway('error'),
      warn: this.unlessAway('warn'),
    });
  }

  /** From now on failures of this part are told by it. */
  watch(kind: PartKind, part: OutsidePart): Outage {
    const outage = new Outage(part, this.own, this.options);
    this.outages.set(kind, outage);
    return outage;
  }

  /** Whether the error is one of a part that is away or refuses us; then it has told so. */
  took(error: unknown): boolean {
    const blame = blameOf(error);
    const outage = blame && this.outages.get(blame.kind);
    outage?.failed(oneLine(error), blame?.refused);
    return outage !== undefined;
  }

  close(): void {
    for (const outage of this.outages.values()) outage.close();
  }

  private unlessAway(level: 'error' | 'warn') {
    return (given: unknown, ...rest: readonly string[]): void => {
      const error: unknown = given instanceof Error ? given : Object(given).err;
      const to = error !== undefined && this.took(error) ? 'debug' : level;
      this.own[to](given as object, ...rest); // pino takes an object or a text
    };
  }
}

/** Whether each of the probes is content. */
export const allOk = (probes: readonly HealthProbe[]) => async (): Promise<boolean> => {
  const answers = await Promise.all(probes.map((probe) => probe.check()));
  return answers.every(({ ok }) => ok);
};

function blameOf(error: unknown, causes = MOST_CAUSES): Blame | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof EventStoreError) return blameOfStore(error);
  if (isOfKafka(error)) return { kind: 'kafka', refused: isKafkaRefusal(error) };
  if (error instanceof DistributionError) return undefined;
  if (isSignInRefused(error)) return { kind: 'mongodb', refused: true };
  if (isTransient(error)) return { kind: 'mongodb', refused: false };
  return causes > 0 ? blameOf(error.cause, causes - 1) : undefined;
}

/** The driver's names for a user, a password or a right that is wrong. */
const REFUSALS: ReadonlySet<string | undefined> = new Set([
  'unauthenticated',
  'access-denied',
  'right-missing',
]);

/** That a consumer was too slow is its own business. */
function blameOfStore({ code, fault }: EventStoreError): Blame | undefined {
  if (fault === 'too-slow' || (code !== 'unavailable' && code !== 'outcome-unknown')) return undefined;
  return { kind: 'event-store', refused: REFUSALS.has(fault) };
}

const oneLine = (error: unknown): string => messageOf(error).replaceAll(/\s+/g, ' ').trim();
