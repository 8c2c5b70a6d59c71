import type { Connection, PipelineStage } from 'mongoose';
import { overSwaps } from '#projections/over-swaps.js';
import { Progress } from '#projections/progress.js';
import type { ApplicationsReport, ReportPeriod } from './document.js';
import { funnelAndOutcomes } from './funnel.js';
import { percentile } from './percentile.js';
import { applicationsReportModel } from './schema.js';
import { shown, suppressed } from './suppression.js';

/** Fewest people a number may be about. */
const DEFAULT_K = 5;

interface Count {
  readonly _id: string | number | null;
  readonly n: number;
}

interface Counted {
  readonly totals: readonly {
    readonly started: number;
    readonly submitted: number;
    readonly decided: number;
    readonly issued: number;
    readonly replaced: number;
    readonly withoutOfficer: number;
    readonly billed: number;
    readonly payers: number;
    readonly feesBilled: number;
    readonly feesConsumed: number;
  }[];
  readonly outcomes: readonly Count[];
  readonly rejections: readonly Count[];
  readonly services: readonly Count[];
  readonly categories: readonly Count[];
  readonly channels: readonly Count[];
  readonly minutes: readonly Count[];
}

/** What became of the applications started in a period; no number about fewer than k people. */
export class ApplicationsReportQueries {
  private readonly model;
  private readonly progress: Progress;

  constructor(
    connection: Connection,
    private readonly k = DEFAULT_K,
  ) {
    this.model = applicationsReportModel.on(connection);
    this.progress = new Progress(connection, applicationsReportModel.name);
  }

  /** Differences between overlapping periods are not guarded against: that takes a budget of questions, not a query. */
  async report(period: ReportPeriod): Promise<ApplicationsReport> {
    const { k } = this;
    // Asked before counting: the numbers are at least as fresh as it says.
    const state = await this.progress.state();
    const [counted] = await overSwaps(() => this.model.aggregate<Counted>(counting(period)).exec());
    const totals = counted?.totals[0];
    const {
      started = 0,
      submitted = 0,
      decided = 0,
      issued = 0,
      replaced = 0,
      withoutOfficer = 0,
    } = totals ?? {};
    const byName = (counts: readonly Count[] = []) => new Map(counts.map(({ _id, n }) => [String(_id), n]));
    const cells = (counts?: readonly Count[]) => suppressed(byName(counts), k);
    const stages = { started, submitted, decided, outcomes: byName(counted?.outcomes) };
    const { funnel, outcomes } = funnelAndOutcomes(stages, k);
    // Together they are the rejected: where that number is hidden, so are they.
    const rejections = byName(counted?.rejections);
    const hidden = () => Object.fromEntries([...rejections.keys()].map((reason) => [reason, null]));
    const minutes = (counted?.minutes ?? []).map(({ _id, n }) => [Number(_id), n] as const);
    // A part is hidden with what is left of the whole: one gives the other away.
    const part = (count: number, whole: number) =>
      [count, whole - count].some((one) => shown(one, k) === null) ? null : count;
    const alone = part(withoutOfficer, decided);
    return {
      ...period,
      funnel,
      outcomes,
      replaced: funnel.issued === null ? null : part(replaced, issued),
      rejections: outcomes['rejected'] === null ? hidden() : suppressed(rejections, k),
      services: cells(counted?.services),
      categories: cells(counted?.categories),
      channels: cells(counted?.channels),
      minutesToIssue:
        issued < Math.max(k, 1) ? null : { p50: percentile(minutes, 0.5), p90: percentile(minutes, 0.9) },
      decidedWithoutOfficer: decided === 0 || alone === null ? null : alone / decided,
      feesBilled: shown(totals?.billed ?? 0, k) === null ? null : (totals?.feesBilled ?? 0),
      feesConsumed: shown(totals?.payers ?? 0, k) === null ? null : (totals?.feesConsumed ?? 0),
      k,
      freshness: { position: state?.position ?? null, at: state?.at ?? null },
    };
  }
}

/** One pass over the period's documents. Minutes are counted by value: exact percentiles on every server. */
function counting({ from, to }: ReportPeriod): PipelineStage[] {
  const by = (field: string) => [{ $group: { _id: `$application.${field}`, n: { $sum: 1 } } }];
  const having = (field: string) => ({ $sum: { $cond: [{ $gt: [`$${field}`, null] }, 1, 0] } });
  const positive = (field: string) => ({ $sum: { $cond: [{ $gt: [`$${field}`, 0] }, 1, 0] } });
  const alone = {
    $and: [{ $gt: ['$application.decidedDay', null] }, { $eq: ['$application.officer', false] }],
  };
  return [
    { $match: { 'application.startedDay': { $gte: from, $lte: to } } },
    {
      $facet: {
        totals: [
          {
            $group: {
              _id: null,
              started: { $sum: 1 },
              submitted: having('application.submittedDay'),
              decided: having('application.decidedDay'),
              issued: having('application.issuedDay'),
              replaced: positive('credential.replaced'),
              withoutOfficer: { $sum: { $cond: [alone, 1, 0] } },
              billed: positive('fees.billed'),
              payers: positive('fees.consumed'),
              feesBilled: { $sum: '$fees.billed' },
              feesConsumed: { $sum: '$fees.consumed' },
            },
          },
        ],
        outcomes: by('outcome'),
        rejections: [{ $match: { 'application.outcome': 'rejected' } }, ...by('reason')],
        services: by('service'),
        categories: by('category'),
        channels: by('channel'),
        minutes: [{ $match: { 'application.minutesToIssue': { $gte: 0 } } }, ...by('minutesToIssue')],
      },
    },
  ];
}
