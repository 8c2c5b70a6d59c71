import type { Instant, Subject } from '#decider/brand.js';
import { randomUUID } from 'node:crypto';
import type { Decider, DomainEvent } from '#decider/decider.js';
import type { CommandMetadata } from '../command-metadata.js';
import type { StreamIdentity } from '../stream-identity.js';

/**
 * The smallest decider that has all the log has to cope with: it lists the documents attached to an application,
 * and remembers the border number it was started for.
 */
export interface DocumentList {
  readonly documents: readonly string[];
  readonly applicant: unknown;
}

export const documentList: Decider<DocumentList, DomainEvent> = {
  initialState: { documents: [], applicant: undefined },
  evolve: (state, event) => {
    if (event.type === 'ApplicationStarted') return { ...state, applicant: event.personal };
    if (event.type === 'DocumentAttached' && 'documentId' in event.data) {
      return { ...state, documents: [...state.documents, String(event.data.documentId)] };
    }
    return state;
  },
};

export const subject = 'a1b2c3d4e5f60718293a4b5c6d7e8f90' as Subject; // as good as any for a test

export function application(id: string = randomUUID(), of: Subject | undefined = subject): StreamIdentity {
  return { category: 'application', id, subject: of, partitionKey: id };
}

export function command(given: Partial<CommandMetadata> = {}): CommandMetadata {
  const commandId = given.commandId ?? randomUUID();
  return {
    commandId,
    requestHash: 'f00d',
    correlationId: commandId,
    causationId: commandId,
    actor: { kind: 'applicant' },
    at: '2026-03-01T09:00:00.000Z' as Instant,
    ...given,
  };
}

export function attached(documentId: string): DomainEvent {
  return {
    type: 'DocumentAttached',
    data: { documentId, kind: 'photo', mediaType: 'image/jpeg', size: 1, sha256: '00' },
  };
}

export function started(borderNumber: string): DomainEvent {
  return {
    type: 'ApplicationStarted',
    data: { service: 'issue' },
    personal: { applicant: { kind: 'first-issue', borderNumber } },
  };
}
