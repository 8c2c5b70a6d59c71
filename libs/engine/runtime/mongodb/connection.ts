import mongoose, { type ConnectOptions, type Connection, mongo } from 'mongoose';
import { type BackOff, jitteredBackOffMs, pause } from '../back-off.js';
import type { HealthProbe } from '../health/probe.js';
import { describeFailure } from './failure.js';
import { MongoProbe } from './probe.js';
import { hostsOf, MongoSettingsError, optionsIn } from './url.js';
import { mendWaitingWrites } from './waiting-writes.js';

mendWaitingWrites();

export interface MongoOptions {
  /** `mongodb://…` or `mongodb+srv://…`; time-outs, TLS and sign-in may be set in it. */
  readonly url: string;
  readonly database: string;
  /** What the server calls us in its log and in `currentOp`. */
  readonly appName: string;
  /** Most connections to each server; default 50. */
  readonly maxPoolSize?: number;
  /** Told of every attempt to connect that was in vain, in one line without secrets. */
  readonly onRetry?: (problem: string, error: unknown) => void;
  /** Between those attempts; default 250 ms, doubling up to 10 s, jittered. */
  readonly backOff?: BackOff;
}

export interface OpenedMongo {
  /** Whatever is asked of it while the server is away fails within seconds. */
  readonly connection: Connection;
  readonly probe: HealthProbe;
  /** Resolves when the server has answered for the first time; never, if it is closed before. */
  readonly ready: Promise<void>;
  /** Resolves when all of it is closed, also while it waits for the server. */
  close(): Promise<void>;
}

/** What no URL may change: an answered write survives a failover, and what was read is never rolled back. */
const DURABLE = {
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: 10_000 },
  readConcern: { level: 'majority' },
  readPreference: 'primary',
  retryWrites: true,
  retryReads: true,
} as const satisfies ConnectOptions;

/** Defaults that a URL may change. */
const TUNABLE = {
  maxPoolSize: 50,
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
 * Connects in the background, for as long as it takes; from then on the driver reconnects by itself.
 * @throws MongoSettingsError at once for a URL that is none
 */
export function openMongo(options: MongoOptions): OpenedMongo {
  const { url, database, onRetry, backOff = BACK_OFF } = options;
  const settings = settingsOf(options);
  const connection = mongoose.createConnection();
  const probe = new MongoProbe(connection);
  const stop = new AbortController();
  const connect = async (): Promise<boolean> => {
    for (let failures = 1; !stop.signal.aborted; failures += 1) {
      try {
        await connection.openUri(url, { ...settings, ...OF_MONGOOSE, dbName: database });
        probe.watch(connection.getClient());
        return true;
      } catch (error) {
        const problem = `${hostsOf(url)}: ${describeFailure(error)}`;
        probe.failed(problem);
        const afterMs = Math.round(jitteredBackOffMs(failures, backOff));
        if (!stop.signal.aborted) onRetry?.(problem, error);
        await pause(afterMs, stop.signal);
      }
    }
    return false;
  };
  const connecting = connect();
  return {
    connection,
    probe,
    ready: connecting.then((connected) => (connected ? undefined : new Promise<never>(() => undefined))),
    close: async () => {
      stop.abort();
      await connection.getClient()?.close(); // ends an attempt that is under way
      await connecting;
      await connection.destroy();
    },
  };
}

/** @throws MongoSettingsError */
function settingsOf({ url, appName, maxPoolSize }: MongoOptions): mongo.MongoClientOptions {
  const inUrl = optionsIn(url);
  const tunable = { ...TUNABLE, ...(maxPoolSize !== undefined && { maxPoolSize }) };
  const unset = Object.entries(tunable).filter(([name]) => !inUrl.has(name.toLowerCase()));
  const settings = { ...DURABLE, ...Object.fromEntries(unset), appName };
  try {
    // It looks at both, and connects only when it is asked to.
    Reflect.construct(mongo.MongoClient, [url, settings]);
  } catch (error) {
    throw new MongoSettingsError(`MongoDB at ${hostsOf(url)}: ${describeFailure(error)}`);
  }
  return settings;
}
