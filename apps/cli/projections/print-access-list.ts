import { kafkaAcls, UnknownPrincipalError } from '#apps/composition/kafka-acls.js';
import type { Configuration } from '#configuration/configuration.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { ExpectedFailure, notStarted } from '../failure.js';

/** `hawiya migrate --access-list`: nothing is opened, so that it can be set up before there is anything. @throws ExpectedFailure */
export function printConfiguredAccessList(): void {
  let configuration: Configuration;
  try {
    configuration = readConfiguration(process.env);
  } catch (error) {
    throw notStarted(error);
  }
  if (!printAccessList(configuration, true))
    throw new ExpectedFailure('HAWIYA_KAFKA_BROKERS is unset: the embedded topics have no access list');
}

/** Prints nothing, and is false, without Kafka. @throws ExpectedFailure */
export function printAccessList(configuration: Configuration, legacy: boolean): boolean {
  const { kafkaBrokers } = configuration;
  if (kafkaBrokers === undefined) return false;
  try {
    for (const line of kafkaAcls(kafkaBrokers, configuration, legacy)) console.log(line);
  } catch (error) {
    if (error instanceof UnknownPrincipalError) throw new ExpectedFailure(error.message);
    throw error;
  }
  return true;
}
