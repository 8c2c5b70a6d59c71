import type { Comparison } from '#projections/rebuild/judgement.js';
import type { Difference } from '#projections/rebuild/recheck.js';
import type { RebuildReport } from '#projections/rebuild/rebuild.js';
import { counted, duration, perSecond } from '../figures.js';

/** What a rebuild did, and how the model it replaced compared with the events. */
export function rebuildReport(model: string, report: RebuildReport): readonly string[] {
  const { events, seconds, comparison, parked, unknown, discarded } = report;
  const rate = perSecond(events, seconds * 1_000);
  return [
    `${model}: rebuilt from ${counted(events)} events in ${duration(seconds * 1_000)} (${rate})`,
    ...(comparison === undefined ? [] : replaced(comparison)),
    ...(unknown > 0
      ? [`  ${counted(unknown)} events of types this release does not know, stepped over`]
      : []),
    ...(discarded > 0 ? [`  ${counted(discarded)} events left out, as operators decided`] : []),
    ...(parked.length > 0
      ? [`  ${counted(parked.length)} keys are parked: hawiya parked list --model ${model}`]
      : []),
  ];
}

function replaced(comparison: Comparison): readonly string[] {
  const { documents, differing, waiting, hashes } = comparison;
  const late = waiting > 0 ? `; ${counted(waiting)} of them had yet to receive events` : '';
  if (differing === 0) {
    const proof = hashes.actual === hashes.expected ? `, content hash ${hashes.expected}` : '';
    return [`  equal to the model it replaced: ${counted(documents)} documents${proof}${late}`];
  }
  return [
    `  put right: the model it replaced differed in ${counted(differing)} of ${counted(documents)} documents${late}`,
    ...differences(comparison),
  ];
}

/** How a model compares with the fold of the events. */
export function verificationReport(model: string, comparison: Comparison): readonly string[] {
  const { documents, differing, waiting, rechecked, hashes } = comparison;
  const verdict =
    differing > 0
      ? `${counted(differing)} of ${counted(documents)} documents differ from the fold of the events`
      : `${counted(documents)} documents equal the fold of the events`;
  const proof = hashes.actual === hashes.expected ? [`  content hash ${hashes.expected}`] : [];
  return [
    `${model}: ${verdict}`,
    ...proof,
    ...(rechecked > 0 ? [`  ${counted(rechecked)} looked at once more, by themselves`] : []),
    ...(waiting > 0
      ? [`  ${counted(waiting)} equal as far as they are; events for them are still on their way`]
      : []),
    ...differences(comparison),
  ];
}

function differences({ differing, differences: shown }: Comparison): readonly string[] {
  const more = differing - shown.length;
  return [...shown.map(line), ...(more > 0 ? [`  … and ${counted(more)} more`] : [])];
}

function line({ id, kind, fields, parked }: Difference): string {
  const note = parked ? '  parked: a replay would bring it further' : '';
  return `  ${kind.padEnd(10)} ${id}  ${fields.join(', ')}${note}`.trimEnd();
}
