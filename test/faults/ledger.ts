import type { Answer } from '../support/http.js';

/** A command somebody put to the service. */
export interface Command {
  /** Its correlation id: the same for every attempt, so that the log can be asked what came of it. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** An answered command. */
export interface Answered {
  readonly command: Command;
  readonly answer: Answer;
  /** How often it was sent until the answer came. */
  readonly attempts: number;
  /** Number of the service's start it was answered in, from 1 on. */
  readonly run: number;
}

/** What was promised to whom: everything the service answered, kept outside of it. */
export class Ledger {
  readonly answered: Answered[] = [];
  /** What should not have happened, as told by those who drive the service. */
  readonly complaints: { readonly run: number; readonly text: string }[] = [];
  /** Whose data was erased, and texts that nobody may find any more. */
  readonly erased: {
    readonly subject: string;
    readonly applicationId: string;
    readonly says: readonly string[];
  }[] = [];
  /** The service's present start. */
  run = 0;

  keep(command: Command, answer: Answer, attempts: number): void {
    this.answered.push({ command, answer, attempts, run: this.run });
  }

  complain(text: string): void {
    this.complaints.push({ run: this.run, text });
  }

  /** Commands the service said it had carried out. */
  acknowledged(): readonly Answered[] {
    return this.answered.filter(({ answer }) => answer.status < 300);
  }

  refused(): readonly Answered[] {
    return this.answered.filter(({ answer }) => answer.status >= 300);
  }
}
