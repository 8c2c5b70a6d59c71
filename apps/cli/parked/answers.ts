/** What the service tells of parked keys, as its OpenAPI document describes it. */

export interface HeldUp {
  readonly reason: string;
  readonly message: string;
  readonly event: {
    readonly stream: string;
    readonly revision: number;
    readonly type: string;
    readonly id: string;
  } | null;
}

export interface ParkedKeyAnswer extends HeldUp {
  readonly model: string;
  readonly key: string;
  readonly parkedAt: string;
  readonly attempts: number;
}

export interface ParkedPageAnswer {
  readonly entries: readonly ParkedKeyAnswer[];
  readonly next: string | null;
}

export interface ParkedDetailsAnswer extends ParkedKeyAnswer {
  readonly waiting: {
    readonly count: number;
    readonly events: readonly {
      readonly stream: string;
      readonly revision: number;
      readonly type: string;
      readonly occurredAt: string | null;
    }[];
  };
}

export interface OutcomeAnswer {
  readonly outcome: 'released' | 'parked';
  readonly cause: HeldUp | null;
}

/** The event as `--event` takes it. */
export function placeText({ event }: HeldUp): string {
  return event === null ? '–' : `${event.stream}@${event.revision}`;
}
