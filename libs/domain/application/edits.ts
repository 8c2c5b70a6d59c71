import { type Refusal, refuse } from '#decider/decider.js';
import type { Terms } from '../policy/policy.js';
import type { StartedApplication } from './application.js';
import type { ApplicationRefusalCode } from './refusals.js';

/**
 * Each change stays in the log for ever, so an application takes only so many: as a draft, and again once it is
 * submitted, so that whoever used up the first can still bring what they are asked for. Undefined: there is room.
 */
export function tooManyEdits(
  { phase, edits }: StartedApplication,
  { draft, submitted }: Terms['edits'],
): Refusal<ApplicationRefusalCode> | undefined {
  const maxCount = phase === 'draft' ? draft : submitted;
  if (edits < maxCount) return undefined;
  return refuse('too-many-edits', [{ at: 'application', code: 'too-many-edits', params: { maxCount } }]);
}
