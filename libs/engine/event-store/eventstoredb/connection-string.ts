import { EventStoreError } from '../errors.js';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface ConnectionTarget {
  /** What the client is given: it prints its connection string in errors, warnings and debug lines. */
  readonly withoutCredentials: string;
  readonly credentials: Credentials | undefined;
}

const FORM = /^(?<scheme>esdb(?:\+discover)?):\/\/(?:(?<user>[^:@/?]+):(?<password>[^@/?]*)@)?(?<rest>.+)$/s;
const HOSTS = /^[\w.-]+(?::\d{1,5})?(?:,[\w.-]+(?::\d{1,5})?)*$/;

/** What the client knows; whatever else it finds, it prints together with the whole string, and goes on. */
const OPTIONS = [
  'connectionName',
  'defaultDeadline',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
  'maxDiscoverAttempts',
  'nodePreference',
  'throwOnAppendFailure',
  'tls',
  'tlsCAFile',
  'tlsVerifyCert',
  'userCertFile',
  'userKeyFile',
] as const;

const flat = (text: string) => text.toLowerCase().replaceAll(/[_-]/g, '');
const KNOWN = new Set(OPTIONS.map(flat));

/**
 * Takes user and password out of an EventStoreDB connection string and checks the rest.
 * @throws EventStoreError `invalid`: says what to mend without repeating any of it, for it may hold a password.
 */
export function parseConnectionString(text: string): ConnectionTarget {
  const form = FORM.exec(text.trim().replace(/\/+$/, ''))?.groups;
  if (form === undefined) throw invalid('it is esdb://… or esdb+discover://…, then hosts');
  const { scheme = '', user, password, rest = '' } = form;
  const [hosts = '', query] = rest.split(/\/?\?(.*)/s);
  if (!HOSTS.test(hosts)) {
    throw invalid(
      'hosts are names with optional ports (host:2113,…); in a user or password write : / ? @ % as %3A %2F %3F %40 %25',
    );
  }
  if (query !== undefined) for (const option of query.split('&')) checkOption(option);
  return {
    withoutCredentials: `${scheme}://${hosts}${query === undefined ? '' : `?${query}`}`,
    credentials:
      user === undefined || password === undefined
        ? undefined
        : { username: decoded(user), password: decoded(password) },
  };
}

/** The servers of a connection string, for lines of the log. @throws as `parseConnectionString` */
export const hostsIn = (text: string): string =>
  parseConnectionString(text).withoutCredentials.replace(/\?.*$/s, '');

/**
 * Whether a user and password are named that nobody is sent: the client sends none over a connection without TLS, so
 * that a wrong password looks like a right that is missing. @throws as `parseConnectionString`
 */
export function keepsUserBack(text: string): boolean {
  const { withoutCredentials, credentials } = parseConnectionString(text);
  return credentials !== undefined && /[?&]tls=false(?:&|$)/i.test(withoutCredentials);
}

function checkOption(option: string): void {
  const [name = '', value = ''] = option.split('=', 2);
  if (!KNOWN.has(flat(name)) || value === '')
    throw invalid(`each option is name=value with a name of: ${OPTIONS.join(', ')}`);
  if (flat(name) === 'tlsverifycert' && value === 'false')
    throw invalid('tlsVerifyCert=false does nothing in this client; name the authority with tlsCAFile');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('a % in a user or password is written %25'); // without its cause, which repeats the text
  }
}

const invalid = (why: string) =>
  new EventStoreError('invalid', `not an EventStoreDB connection string: ${why}`);
