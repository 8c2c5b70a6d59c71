import { inTime } from '../in-time.js';
import { messageOf } from '../message-of.js';

interface ProbeResult {
  readonly ok: boolean;
  /** For operators, e.g. `12 events behind`; nothing personal. */
  readonly detail: string;
}

interface ProbeAnswer extends ProbeResult {
  /** Not ok, but what the process still does is needed to mend it: it stays ready. */
  readonly staysReady?: boolean;
}

/** One stage's answer to "can you do your work?". */
export interface HealthProbe {
  readonly name: string;
  check(): Promise<ProbeAnswer>;
}

/** How long a stage may take to say how it is, milliseconds. */
export const PROBE_MS = 2_000;

/** Injection token of `readonly HealthProbe[]`. */
export const HEALTH_PROBES = Symbol('HealthProbes');

export interface HealthReport {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, ProbeResult>>;
}

/**
 * Asks all probes side by side. A probe that fails or takes longer than `timeoutMs` is not ok; the others still count.
 * The report is ok when every check is, or says that the process stays ready without.
 */
export async function checkHealth(probes: readonly HealthProbe[], timeoutMs: number): Promise<HealthReport> {
  const results = await Promise.all(
    probes.map(async (probe) => [probe.name, await askInTime(probe, timeoutMs)] as const),
  );
  return {
    ok: results.every(([, { ok, staysReady = false }]) => ok || staysReady),
    checks: Object.fromEntries(results.map(([name, { ok, detail }]) => [name, { ok, detail }])),
  };
}

async function askInTime(probe: HealthProbe, timeoutMs: number): Promise<ProbeAnswer> {
  try {
    return await inTime(probe.check(), timeoutMs);
  } catch (error) {
    return { ok: false, detail: messageOf(error) };
  }
}
