import {
  accessDenied,
  type Endpoint,
  noLeader,
  notLeader,
  notReady,
  type Refused,
  unauthenticated,
} from './refusals.js';

export type Refusal = 'not-ready' | 'no-leader' | 'not-leader' | 'access-denied' | 'unauthenticated';

/** What goes wrong, until it is set right again. */
export class Faults {
  /** So many answers to appends are lost with their connection, after the events were stored. */
  loseAnswers = 0;
  /** Answers to appends come so much later, milliseconds. */
  delayMs = 0;
  /** How long an append waits for the very same one that is under way, before the server gives it up; milliseconds. */
  overlapMs = 3_000;
  /** A read with a filter is held up by so much for each event that it leaves out, milliseconds. */
  skipMs = 0;
  /** Takes calls and answers nothing, nor those that are open. */
  frozen = false;
  /** Begins a subscription with a checkpoint at no place at all, as version 24 may. */
  checkpointNowhere = false;
  /** Where appends and reads are sent that want the leader; undefined: this one leads. */
  leader: Endpoint | undefined;
  private refusal: Refusal | undefined;
  private times = 0;

  /** Refuses the next calls. */
  refuse(refusal: Refusal, times = Number.POSITIVE_INFINITY): void {
    this.refusal = refusal;
    this.times = times;
  }

  /** How a call that has just come in is refused, if it is. */
  refused(self: Endpoint): Refused | undefined {
    if (this.times <= 0 || this.refusal === undefined) return this.leader && notLeader(this.leader);
    this.times -= 1;
    switch (this.refusal) {
      case 'not-ready':
        return notReady();
      case 'no-leader':
        return noLeader();
      case 'not-leader':
        return notLeader(this.leader ?? self);
      case 'access-denied':
        return accessDenied();
      case 'unauthenticated':
        return unauthenticated();
    }
  }
}
