import { DecodeError } from '#event-sourcing/decode-error.js';
import { passesByItself } from '#event-sourcing/passes-by-itself.js';
import type { LogId } from '#event-sourcing/identity/log-identity.js';
import { MismatchError } from '#event-sourcing/identity/mismatch-error.js';
import { LogMovedError } from '#event-sourcing/moved/moved-log.js';
import { KeyStoreError } from '#event-sourcing/keys/key-store-error.js';
import { aborted } from '#runtime/aborted.js';
import { type BackOff, jitteredBackOffMs, pause } from '#runtime/back-off.js';
import type { HealthProbe } from '#runtime/health/probe.js';
import { messageOf } from '#runtime/message-of.js';
import { type CheckedParts, checkParts, type PartsCheckOptions } from './parts-check.js';

/** Asks little, and everything waits for it. */
const BACK_OFF: BackOff = { firstMs: 100, capMs: 1_000 };

/** Whether the parts of this process belong together. Until that is known nothing is appended, consumed or saved. */
export interface PartsWatch {
  /** Resolves once they do; rejects when they do not, and when they cannot be used: the process has to end. */
  readonly passed: Promise<LogId>;
  /** Settles as `passed` does, and resolves already when a part does not answer. */
  readonly asked: Promise<unknown>;
  readonly isPassed: () => boolean;
  readonly probe: HealthProbe;
}

/** Looks again and again while parts are away; ends with the signal, and is then never answered. */
export function watchParts(
  parts: CheckedParts & { readonly ready: Promise<unknown> },
  options: PartsCheckOptions,
  signal: AbortSignal,
): PartsWatch {
  let state: { readonly ok: boolean; readonly detail: string } = {
    ok: false,
    detail: 'waiting for the database',
  };
  let told: () => void;
  const asked = new Promise<void>((resolve) => (told = resolve));

  async function look(): Promise<LogId> {
    await Promise.race([parts.ready, aborted(signal)]);
    if (signal.aborted) return never();
    for (let failures = 1; ; failures += 1) {
      try {
        const log = await checkParts(parts, options);
        state = { ok: true, detail: `log ${log}` };
        return log;
      } catch (error) {
        if (endsTheProcess(error)) throw error;
        waits(error);
        told();
        await pause(jitteredBackOffMs(failures, BACK_OFF), signal);
        if (signal.aborted) return never();
      }
    }
  }

  /** What somebody has to mend is said once; that a part is away says the part, which counts how often. */
  function waits(error: unknown): void {
    const detail = messageOf(error);
    if (passesByItself(error)) options.logger.warn({ err: error }, 'waiting for a part');
    else if (state.detail !== detail) options.logger.error(`waiting: ${detail}`);
    state = { ok: false, detail };
  }

  const passed = look();
  passed.catch(() => undefined); // whoever waits for it is told
  return {
    passed,
    asked: Promise.race([passed, asked, aborted(signal)]),
    isPassed: () => state.ok,
    probe: { name: 'parts', check: () => Promise.resolve(state) },
  };
}

const never = () => new Promise<never>(() => undefined);

/** What does not pass by itself. */
function endsTheProcess(error: unknown): boolean {
  if (error instanceof KeyStoreError) return error.code !== 'unavailable';
  return error instanceof MismatchError || error instanceof LogMovedError || error instanceof DecodeError;
}
