import { FACT_SERVICES } from '#contracts/fact-owners.js';
import type { Configuration } from '#configuration/configuration.js';
import { accessList, type Grant, OUR_ROLES } from './access-list.js';

export class UnknownPrincipalError extends Error {
  constructor(name: string) {
    const known = ['hawiya', ...OUR_ROLES, ...FACT_SERVICES].join(', ');
    super(`HAWIYA_KAFKA_PRINCIPALS: there is nobody called ${name}; known are ${known}`);
  }
}

type Settings = Pick<Configuration, 'kafkaGroupPrefix' | 'kafkaPrincipals'>;

/**
 * The commands that set up the broker's access list, a line each, with what each is for as a comment before it. They
 * add, so that repeating them is safe; `admin.properties` is how the administrator signs in.
 * @throws UnknownPrincipalError
 */
export function kafkaAcls(brokers: string, configuration: Settings, legacy: boolean): readonly string[] {
  const { kafkaGroupPrefix } = configuration;
  const principals = principalsOf(configuration);
  const command = `kafka-acls --bootstrap-server ${brokers} --command-config admin.properties --add`;
  return accessList({ groupPrefix: kafkaGroupPrefix, legacy }).flatMap((grant) => [
    `# ${grant.to}: ${grant.why}`,
    `${command} --allow-principal ${quoted(principals(grant.to))} ${argumentsOf(grant).join(' ')}`,
  ]);
}

function argumentsOf({ operations, topics = [], groups = [], prefixed = false }: Grant): readonly string[] {
  return [
    ...operations.map((operation) => `--operation ${operation}`),
    ...topics.map((topic) => `--topic ${topic}`),
    ...groups.map((group) => `--group ${group}`),
    ...(prefixed ? ['--resource-pattern-type prefixed'] : []),
  ];
}

/** As whom the broker knows each name: as it is configured, as all of ours are, or by the name itself. */
function principalsOf({ kafkaPrincipals = '' }: Settings): (name: string) => string {
  const configured = new Map(
    kafkaPrincipals
      .split(';')
      .filter((entry) => entry !== '')
      .map((entry) => {
        const end = entry.indexOf('=');
        return [entry.slice(0, end), entry.slice(end + 1)] as const;
      }),
  );
  const known = new Set<string>(['hawiya', ...OUR_ROLES, ...FACT_SERVICES]);
  for (const name of configured.keys()) if (!known.has(name)) throw new UnknownPrincipalError(name);
  const ours = new Set<string>(OUR_ROLES);
  return (name) =>
    configured.get(name) ?? (ours.has(name) ? configured.get('hawiya') : undefined) ?? `User:${name}`;
}

/** For a shell; the setting takes no quotation marks. */
function quoted(principal: string): string {
  return /^[\w:.@/-]+$/.test(principal) ? principal : `'${principal}'`;
}
