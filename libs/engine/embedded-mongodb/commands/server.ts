import { hostname } from 'node:os';

import { fail } from '../errors.js';
import { MAX_DOCUMENT_BYTES } from '../values.js';
import { MAX_WIRE_MESSAGE_BYTES } from '../wire.js';
import type { Command } from './command.js';
import type { Document } from '../document.js';

/** MongoDB 7.0: what its drivers may expect is what this server answers or refuses by name. */
const VERSION = '7.0.0';
const WIRE_VERSION = 21;

const always = (answer: () => Document, fields: readonly string[] = []): Command => ({ fields, run: answer });

const hello: Command = {
  // What a client says of itself and asks for: compression and sign-in are not offered, so not agreed on.
  fields: [
    'helloOk',
    'client',
    'compression',
    'saslSupportedMechs',
    'speculativeAuthenticate',
    'loadBalanced',
    'forShell',
    'hello',
    'ismaster',
    'isMaster',
    'backpressure',
  ],
  run: ({ connectionId }, { name }) => ({
    ...(name === 'hello' ? { isWritablePrimary: true } : { ismaster: true }),
    helloOk: true,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_WIRE_MESSAGE_BYTES,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION,
    readOnly: false,
  }),
};

const buildInfo = always(() => ({
  version: VERSION,
  versionArray: [7, 0, 0, 0],
  gitVersion: 'hawiya-embedded',
  modules: [],
  bits: 64,
  debug: false,
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  storageEngines: ['lmdb'],
}));

const refuseTransaction: Command = {
  fields: [],
  run: () =>
    fail('IllegalOperation', 'Transaction numbers are only allowed on a replica set member or mongos'),
};

export const SERVER_COMMANDS = {
  hello,
  ismaster: hello,
  isMaster: hello,
  buildInfo,
  buildinfo: buildInfo,
  ping: always(() => ({})),
  endSessions: always(() => ({})),
  refreshSessions: always(() => ({})),
  connectionStatus: always(
    () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } }),
    ['showPrivileges'],
  ),
  hostInfo: always(() => ({
    system: { hostname: hostname(), cpuAddrSize: 64 },
    os: { type: process.platform },
    extra: {},
  })),
  whatsmyuri: always(() => ({ you: '127.0.0.1:0' })),
  getLog: always(() => ({ totalLinesWritten: 0, log: [] })),
  getCmdLineOpts: always(() => ({ argv: [], parsed: {} })),
  serverStatus: {
    fields: ['repl', 'metrics', 'locks'],
    run: ({ storage, cursors }) => ({
      host: hostname(),
      version: VERSION,
      process: 'hawiya-embedded-mongodb',
      pid: process.pid,
      uptime: process.uptime(),
      localTime: new Date(),
      metrics: { cursor: { open: { total: cursors.size } } },
      catalogStats: { collections: storage.collections.size },
    }),
  } satisfies Command,
  getParameter: {
    fields: ['featureCompatibilityVersion', 'allParameters', 'comment'],
    run: (_, { command }) =>
      'featureCompatibilityVersion' in command
        ? { featureCompatibilityVersion: { version: '7.0' } }
        : fail('InvalidOptions', 'no option found to get'),
  } satisfies Command,
  configureFailPoint: {
    fields: ['mode', 'data'],
    run: ({ failPoint }, args) => {
      if (failPoint === undefined || args.database !== 'admin' || args.text(args.name) !== 'failCommand')
        return fail('CommandNotFound', `no such command: '${args.name}'`);
      failPoint.configure(args.command['mode'], args.document('data') ?? {});
      return {};
    },
  } satisfies Command,
  commitTransaction: refuseTransaction,
  abortTransaction: refuseTransaction,
};
