/**
 * Named places at which the fault harness can kill the process, as a power cut would: `HAWIYA_CRASH_AT=name`, or
 * `name:3` for the third time the place is passed. Without the variable, and always in production, a crash point does
 * nothing; `crashPointsRefusal` makes the configuration refuse the combination at start.
 */
interface Target {
  readonly name: string;
  readonly times: number;
}

const VARIABLE = 'HAWIYA_CRASH_AT';
type Environment = Readonly<Record<string, string | undefined>>;

const target = targetOf(process.env);
let passed = 0;

/** Ends the process with SIGKILL if the environment says so: no handler runs, nothing is flushed. */
export function crashPoint(name: string): void {
  if (target === undefined || target.name !== name) return;
  passed += 1;
  if (passed === target.times) process.kill(process.pid, 'SIGKILL');
}

/** Why the environment's crash point is not acceptable, if it is not. */
export function crashPointsRefusal(
  environment: Environment,
): { readonly variable: string; readonly got: string; readonly expected: string } | undefined {
  const value = environment[VARIABLE];
  if (value === undefined || value === '') return undefined;
  const got = JSON.stringify(value);
  if (environment['NODE_ENV'] === 'production')
    return { variable: VARIABLE, got, expected: 'to be unset when NODE_ENV is production' };
  return parse(value) ? undefined : { variable: VARIABLE, got, expected: 'name or name:N, N from 1 on' };
}

function targetOf(environment: Environment): Target | undefined {
  const value = environment[VARIABLE];
  return value === undefined || environment['NODE_ENV'] === 'production' ? undefined : parse(value);
}

function parse(value: string): Target | undefined {
  const [, name, times] = /^([\w.-]+)(?::([1-9]\d{0,8}))?$/.exec(value) ?? [];
  return name === undefined ? undefined : { name, times: Number(times ?? 1) };
}
