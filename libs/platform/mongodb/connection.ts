import mongoose, { type ConnectOptions, type Connection } from 'mongoose';
import { type BackOff, jitteredBackOffMs, pause } from '../back-off.js';
import { describeFailure, isTransient } from './failure.js';
import { hostsOf, MongoSettingsError, optionsIn } from './url.js';

export interface MongoOptions {
  /** `mongodb://…` or `mongodb+srv://…`; pool, time-outs, TLS and sign-in may be set in it. */
  readonly url: string;
  readonly database: string;
  /** What the server calls us in its log and in `currentOp`. */
  readonly appName: string;
  /** Ends the waiting, with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told of every attempt in vain, in one line. */
  readonly onRetry?: (problem: string, afterMs: number) => void;
  readonly backOff?: BackOff;
}

/** What no URL may change: an answered write survives a failover, and what is read cannot be rolled back. */
const DURABLE = {
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: 10_000 },
  readConcern: { level: 'majority' },
  readPreference: 'primary',
  retryWrites: true,
  retryReads: true,
} as const satisfies ConnectOptions;

/** Defaults that a URL may change. */
const TUNABLE = {
  maxPoolSize: 20,
  /** For one of the pool's connections; then the caller is told instead of queueing on. */
  waitQueueTimeoutMS: 5_000,
  /** For a server to be there, and the primary of its set. */
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  /** Silence on a connection in use: a server that froze. Longer than any of our requests. */
  socketTimeoutMS: 60_000,
  heartbeatFrequencyMS: 2_000,
} as const satisfies ConnectOptions;

/** Nothing is made behind the scenes, and nothing queues for a server that is away. */
const OF_MONGOOSE = { autoIndex: false, autoCreate: false, bufferCommands: false } as const;

const BACK_OFF: BackOff = { firstMs: 250, capMs: 10_000 };

/**
 * Connects, waiting for the server as long as it takes; from then on the driver reconnects by itself, and what is asked
 * meanwhile fails within seconds instead of queueing. Nothing is created in the database.
 * @throws MongoSettingsError when waiting cannot help: a URL that is none, a sign-in that is refused
 */
export async function openMongo(options: MongoOptions): Promise<Connection> {
  const { url, database, appName, signal = new AbortController().signal, onRetry } = options;
  const inUrl = optionsIn(url);
  const tunable = Object.entries(TUNABLE).filter(([name]) => !inUrl.has(name.toLowerCase()));
  const all = { ...DURABLE, ...Object.fromEntries(tunable), ...OF_MONGOOSE, dbName: database, appName };
  const connection = mongoose.createConnection();
  try {
    for (let failures = 1; ; failures += 1) {
      signal.throwIfAborted();
      const problem = await attempt(connection, url, { ...all });
      if (problem === undefined) return connection;
      const afterMs = Math.round(jitteredBackOffMs(failures, options.backOff ?? BACK_OFF));
      onRetry?.(problem, afterMs);
      await pause(afterMs, signal);
    }
  } catch (error) {
    await connection.destroy();
    throw error;
  }
}

/** What is in the way, if waiting may clear it. @throws MongoSettingsError */
async function attempt(
  connection: Connection,
  url: string,
  options: ConnectOptions,
): Promise<string | undefined> {
  try {
    await connection.openUri(url, options);
    return undefined;
  } catch (error) {
    const problem = `MongoDB at ${hostsOf(url)}: ${describeFailure(error)}`;
    if (isTransient(error)) return problem;
    throw new MongoSettingsError(problem, { cause: error });
  }
}
