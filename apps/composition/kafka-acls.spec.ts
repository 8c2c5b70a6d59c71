import { describe, expect, it } from '@jest/globals';
import { readConfiguration } from '#configuration/read-configuration.js';
import { kafkaAcls, UnknownPrincipalError } from './kafka-acls.js';

const acls = (settings: Readonly<Record<string, string>> = {}, legacy = false) => {
  const configuration = readConfiguration({ HAWIYA_KAFKA_BROKERS: 'b:9092', ...settings });
  return kafkaAcls('b:9092', configuration, legacy);
};
const COMMAND = 'kafka-acls --bootstrap-server b:9092 --command-config admin.properties --add';

// That a broker takes them, and lets in whom they name and nobody else, is tested on one (facts-access.services.ts).
describe("the broker's access list", () => {
  it('lets each service write to its own topic, once', () => {
    expect(acls()).toContain(
      `${COMMAND} --allow-principal User:labour --operation Write --topic hawiya.facts.labour.v1`,
    );
    expect(acls().filter((line) => line.includes('Write --topic hawiya.facts.labour.v1'))).toHaveLength(1);
  });

  it('names the topic of the first release only while there is one', () => {
    const naming = (legacy: boolean) => acls({}, legacy).filter((line) => line.includes('hawiya.facts.v1'));
    expect([naming(false).length, naming(true).length]).toEqual([0, 2]);
  });

  it('follows the prefix of groups', () => {
    const lines = acls({ HAWIYA_KAFKA_GROUP_PREFIX: 'prod.' }, true);
    const groups = lines.flatMap((line) => [...line.matchAll(/--group (\S+)/g)].map(([, name]) => name));
    expect(groups.length).toBeGreaterThan(10);
    expect(groups.filter((name) => !name?.startsWith('prod.'))).toEqual([]);
  });

  it('names whom the setting names, quoted for a shell', () => {
    const lines = acls({
      HAWIYA_KAFKA_PRINCIPALS: 'hawiya=User:h;hawiya-operator=User:nora;labour=User:CN=labour svc,O=HRSD',
    });
    // Two lines: facts are sent, requests are read.
    const named = (text: string) =>
      lines.filter((line) => line.includes(`--allow-principal ${text} `)).length;
    expect([named("'User:CN=labour svc,O=HRSD'"), named('User:nora'), named('User:passports')]).toEqual([
      2, 1, 2,
    ]);
    expect(named('User:h')).toBeGreaterThan(5);
    expect(lines.join()).not.toContain('User:hawiya');
  });

  it('refuses a name nobody has', () => {
    expect(() => acls({ HAWIYA_KAFKA_PRINCIPALS: 'labor=User:l' })).toThrow(UnknownPrincipalError);
    expect(() => acls({ HAWIYA_KAFKA_PRINCIPALS: "labour=User:l'; rm" })).toThrow(/HAWIYA_KAFKA_PRINCIPALS/);
  });
});
