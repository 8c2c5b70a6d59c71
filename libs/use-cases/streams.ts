import type { Subject } from '#decider/brand.js';
import type { ApplicationId, CredentialId } from '#domain/kernel/brand.js';
import type { StreamIdentity } from '#event-sourcing/stream-identity.js';

/** Every stream's name, owner and partition key in one place. */
export const streams = {
  application: (id: ApplicationId, subject?: Subject): StreamIdentity => ({
    category: 'application',
    id,
    subject,
    partitionKey: id,
  }),
  fees: (id: ApplicationId): StreamIdentity => ({
    category: 'fees',
    id,
    subject: undefined,
    partitionKey: id,
  }),
  bill: (billNumber: string): StreamIdentity => ({
    category: 'bill',
    id: billNumber,
    subject: undefined,
    partitionKey: billNumber,
  }),
  credential: (id: CredentialId, of: ApplicationId, subject?: Subject): StreamIdentity => ({
    category: 'credential',
    id,
    subject,
    partitionKey: of,
  }),
  resident: (subject: Subject): StreamIdentity => ({
    category: 'resident',
    id: subject,
    subject,
    partitionKey: subject,
  }),
  slot: (subject: Subject): StreamIdentity => ({
    category: 'slot',
    id: subject,
    subject: undefined,
    partitionKey: subject,
  }),
  directives: { category: 'directives', id: 'all', subject: undefined, partitionKey: 'directives' },
  statusList: (list: string): StreamIdentity => ({
    category: 'status-list',
    id: list,
    subject: undefined,
    partitionKey: list,
  }),
  /** By the pseudonym the person is known by now. */
  erasure: (subject: Subject): StreamIdentity => ({
    category: 'erasure',
    id: subject,
    subject: undefined,
    partitionKey: subject,
  }),
  /** What a case asks services for. */
  request: (id: ApplicationId, subject?: Subject): StreamIdentity => ({
    category: 'request',
    id,
    subject,
    partitionKey: id,
  }),
  readModel: (name: string): StreamIdentity => ({
    category: 'read-model',
    id: name,
    subject: undefined,
    partitionKey: name,
  }),
} as const satisfies Record<string, StreamIdentity | ((...args: never[]) => StreamIdentity)>;
