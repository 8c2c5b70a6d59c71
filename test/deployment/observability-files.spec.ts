import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { projectFile } from '#runtime/project-file.js';
import { type DocumentedMetric, documentedMetrics } from '../support/documented-metrics.js';
import { askedBy } from '../support/promql.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly datasource: object }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
}

interface RuleTests {
  readonly tests: readonly {
    readonly promql_expr_test: readonly { readonly exp_samples: readonly { readonly labels: string }[] }[];
  }[];
}

const read = (path: string) => readFile(projectFile(path), 'utf8');

/** What Prometheus adds to every series, or makes itself. */
const PROMETHEUS = new Map([
  ['up', []],
  ['ALERTS', ['alertname', 'alertstate', 'severity']],
] as const);
const TARGET_LABELS = ['job', 'instance'];

/** What these files are written with; a misspelt function is not among them. */
const FUNCTIONS =
  /^(sum|min|max|count|topk|rate|increase|changes|histogram_quantile|label_replace|predict_linear|vector|time)$/;

/*
 * The service is held to docs/metrics.md elsewhere (test/end-to-end); here are those who ask for its figures. That the
 * rules also say the right thing is for `promtool test rules`, whose cases are counted here.
 */
describe('the files for those who watch the service', () => {
  let metrics: ReadonlyMap<string, DocumentedMetric>;
  let rules: readonly Rule[];
  let dashboard: Dashboard;
  let operations: string;

  beforeAll(async () => {
    metrics = new Map((await documentedMetrics()).map((metric) => [metric.name, metric]));
    const file = parse(await read('ops/prometheus/alerts.yml')) as {
      groups: readonly { rules: readonly Rule[] }[];
    };
    rules = file.groups.flatMap((group) => group.rules);
    dashboard = JSON.parse(await read('ops/grafana/hawiya.json')) as Dashboard;
    operations = await read('docs/operations.md');
  });

  const ofDashboard = () => [
    ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ...dashboard.annotations.list.map(({ expr }) => expr),
  ];
  /** The metric a selector's series belong to: a histogram has several. */
  const metricOf = (name: string): DocumentedMetric | undefined => {
    const known = metrics.get(name);
    if (known !== undefined) return known.type === 'histogram' ? undefined : known;
    const histogram = metrics.get(name.replace(/_(bucket|sum|count)$/, ''));
    return histogram?.type === 'histogram' ? histogram : undefined;
  };
  const labelsOf = (name: string): readonly string[] | undefined => {
    const own = [...PROMETHEUS].find(([known]) => known === name)?.[1] ?? metricOf(name)?.labels;
    return own && [...own, ...TARGET_LABELS, ...(name.endsWith('_bucket') ? ['le'] : [])];
  };
  const complaints = (expr: string): readonly string[] => {
    const { selectors, grouped, functions } = askedBy(expr);
    const unknown = selectors.filter(({ name }) => labelsOf(name) === undefined);
    const labels = selectors.flatMap(({ name, labels: asked }) =>
      asked.filter((label) => labelsOf(name)?.includes(label) === false).map((label) => `${name}{${label}}`),
    );
    const any = new Set(selectors.flatMap(({ name }) => labelsOf(name) ?? []));
    return [
      ...unknown.map(({ name }) => `no metric ${name}`),
      ...labels.map((label) => `no label ${label}`),
      ...grouped.filter((label) => !any.has(label)).map((label) => `no label ${label} to group by`),
      ...functions.filter((name) => !FUNCTIONS.test(name)).map((name) => `no function ${name}`),
    ].map((complaint) => `${complaint} in ${expr}`);
  };

  it('ask only for figures the service has, by labels they have', () => {
    const asked = [...rules.map(({ expr }) => expr), ...ofDashboard()];
    expect(asked.length).toBeGreaterThan(80);
    expect(asked.flatMap(complaints)).toEqual([]);
    expect(complaints('sum by (mdel) (rate(hawiya_projector_lag_event{model="a"}[5m]))')).toHaveLength(2);
    expect(complaints('hawiya_ready{chek="a"} + summ(hawiya_log_append_duration_seconds)')).toHaveLength(3);
  });

  it('show every figure the service counts', () => {
    const shown = new Set(
      ofDashboard().flatMap((expr) => askedBy(expr).selectors.map(({ name }) => metricOf(name)?.name)),
    );
    expect([...metrics.keys()].filter((name) => !shown.has(name))).toEqual([]);
  });

  it('say of every alert how grave it is, what it is and where that is explained', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const rule of rules) {
      expect(rule).toMatchObject({
        alert: expect.stringMatching(/^Hawiya[A-Z]\w+$/),
        for: expect.stringMatching(/^\d+m$/),
        labels: { severity: expect.stringMatching(/^(critical|warning)$/) },
        annotations: {
          summary: expect.stringMatching(/.{20}/),
          runbook: `docs/operations.md#${rule.alert.toLowerCase()}`,
        },
      });
    }
    const explained = [...operations.matchAll(/^### (Hawiya\w+)$/gm)].map(([, name]) => String(name));
    expect(explained.sort()).toEqual(rules.map(({ alert }) => alert).sort());
  });

  it('have a case for promtool in which each alert fires', async () => {
    const { tests } = parse(await read('ops/prometheus/alerts.test.yml')) as RuleTests;
    const fired = tests
      .flatMap((test) => test.promql_expr_test.flatMap(({ exp_samples: samples }) => samples))
      .map(({ labels }) => String(/alertname="(\w+)"/.exec(labels)?.[1]));
    expect([...new Set(fired)].sort()).toEqual(rules.map(({ alert }) => alert).sort());
  });

  it('lay the dashboard out in rows without holes for two, the first one for three in the morning', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const rows = panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows[0]).toMatch(/^Three in the morning/);
    for (const stage of ['HTTP', 'Log', 'Distributor', 'Projector', 'Process manager', 'Facts', 'Processes'])
      expect(rows.some((title) => title.startsWith(stage))).toBe(true);
    const cells = new Set<string>();
    for (const { title, gridPos, targets = [] } of panels) {
      expect(targets.every(({ datasource }) => JSON.stringify(datasource).includes('${datasource}'))).toBe(
        true,
      );
      expect([title, gridPos.x + gridPos.w <= 24]).toEqual([title, true]);
      for (let { x } = gridPos; x < gridPos.x + gridPos.w; x += 1) {
        for (let { y } = gridPos; y < gridPos.y + gridPos.h; y += 1) {
          expect([title, cells.has(`${x}/${y}`)]).toEqual([title, false]);
          cells.add(`${x}/${y}`);
        }
      }
    }
  });
});
