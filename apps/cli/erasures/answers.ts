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

export const ERASURES = '/v1/operations/erasures';

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
  ].join('\n');
}
