import { printJson } from '../json.js';

/** What the service tells of an erasure, as its OpenAPI document describes it. */
export interface ErasureAnswer {
  readonly subject: string;
  readonly phase: string;
  readonly reason: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly lapsesAt: string;
  readonly confirmedBy: string | null;
  readonly confirmedAt: string | null;
  readonly cancelledBy: string | null;
  readonly endedAt: string | null;
  readonly cases: number | null;
}

export const ERASURES_PATH = '/v1/operations/erasures';

export const erasurePath = (subject: string) => `${ERASURES_PATH}/${encodeURIComponent(subject)}`;

/** An answer of the service, for people or for programs. */
export function tellAnswer(body: unknown, json: boolean): void {
  if (json) printJson(body);
  else console.log(describeErasure(body as ErasureAnswer)); // as the OpenAPI document says
}

/** One erasure, in lines for people. */
export function describeErasure(of: ErasureAnswer): string {
  return [
    `${of.subject}: ${of.phase}`,
    `  requested  ${of.requestedAt} by ${of.requestedBy}: ${of.reason}`,
    ...(of.confirmedBy === null ? [] : [`  confirmed  ${of.confirmedAt} by ${of.confirmedBy}`]),
    ...(of.phase === 'requested' ? [`  lapses     ${of.lapsesAt}`] : []),
    ...(of.cancelledBy === null ? [] : [`  cancelled  by ${of.cancelledBy}`]),
    ...(of.endedAt === null ? [] : [`  ended      ${of.endedAt}`]),
    ...(of.cases === null ? [] : [`  cases      ${of.cases}`]),
    ...next(of),
  ].join('\n');
}

function next({ subject, phase }: ErasureAnswer): readonly string[] {
  if (phase === 'requested') return [`  next       another operator: hawiya erasures confirm ${subject}`];
  if (phase === 'confirmed')
    return [
      `  next       the service carries it out; done when hawiya erasures show ${subject} says completed`,
    ];
  return [];
}
