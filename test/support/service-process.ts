import { fileURLToPath } from 'node:url';
import { type Launched, launch } from './launch.js';

/** A service in a process of its own, which a test may end in any way. */
export interface ServiceProcess extends Launched {
  /** Its address, once it listens; undefined if it ended before that. */
  readonly listening: Promise<string | undefined>;
}

export interface ServiceOptions {
  /** Its own settings (`HAWIYA_…`); ours are not passed on. */
  readonly settings: Readonly<Record<string, string>>;
  /** The compiled script, a path below `dist`. Default: the standalone service. */
  readonly script?: string;
  /** No file it writes may grow beyond this. */
  readonly largestFileKiB?: number;
}

/** Starts a compiled service: to be called from compiled code, which is beside it. */
export function launchService({
  settings,
  script = 'apps/standalone/main.js',
  largestFileKiB,
}: ServiceOptions): ServiceProcess {
  const service = launchScript(script, [], settings, largestFileKiB);
  return {
    ...service,
    listening: service.sees(/listening on (http:\/\/[^\s"]+)/).then((found) => found?.[1]),
  };
}

/** Runs the compiled command line until it ends. */
export async function runCommand(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly lines: readonly string[] }> {
  const { ended, lines } = launchScript('apps/cli/main.js', args, settings);
  return { code: (await ended).code, lines };
}

function launchScript(
  script: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  largestFileKiB?: number,
): Launched {
  const path = fileURLToPath(new URL(`../../${script}`, import.meta.url));
  return launch([process.execPath, '--enable-source-maps', path, ...args], {
    environment: { ...withoutSettings(process.env), HAWIYA_LOG_FORMAT: 'json', ...settings },
    largestFileKiB,
    stderr: 'lines',
  });
}

function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('HAWIYA_')));
}
