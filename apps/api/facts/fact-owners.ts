import type { Principal } from '#sign-in/principal.js';
import { ProblemError } from '#runtime/problems/problem.js';

/** @throws ProblemError `fact-not-yours` (403) */
export function mustBe(caller: Principal, service: string): void {
  if (caller.id !== service) throw new ProblemError('fact-not-yours');
}
