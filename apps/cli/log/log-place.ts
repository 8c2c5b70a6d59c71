import { hostsIn } from '#event-store/eventstoredb/connection-string.js';
import { EventStoreError } from '#event-store/errors.js';
import type { Configuration } from '#configuration/configuration.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { ExpectedFailure, notStarted } from '../failure.js';

/** Where a log is. */
export type LogPlace =
  /** In the folder of an embedded service. */
  | { readonly kind: 'embedded'; readonly data: string }
  /** On EventStoreDB. */
  | { readonly kind: 'eventstoredb'; readonly url: string };

/** A connection string, or else a folder. */
export function placeAt(text: string): LogPlace {
  return /^esdb(\+discover)?:/.test(text)
    ? { kind: 'eventstoredb', url: text }
    : { kind: 'embedded', data: text };
}

/** The store that the settings name. */
export function placeIn({ eventStoreUrl, data }: Configuration): LogPlace {
  return eventStoreUrl === undefined
    ? { kind: 'embedded', data }
    : { kind: 'eventstoredb', url: eventStoreUrl };
}

/** The settings, as the service would read them. @throws ExpectedFailure */
export function settings(): Configuration {
  try {
    return readConfiguration(process.env);
  } catch (error) {
    throw notStarted(error);
  }
}

/** As people are told of it, without user and password. @throws ExpectedFailure: not a connection string */
export function shownLogPlace(place: LogPlace): string {
  if (place.kind === 'embedded') return `the embedded event store in ${place.data}`;
  try {
    return `EventStoreDB at ${hostsIn(place.url)}`;
  } catch (error) {
    if (error instanceof EventStoreError) throw new ExpectedFailure(error.message);
    throw error;
  }
}
