import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { loopbackCertificate } from '#test/support/certificate.js';
import type { DoubleOptions, ServerDouble } from './server-double.js';

/** Full of what a connection string wants percent-encoded. */
export const PASSWORD = 'p4ss:w@rd/%';

export interface Guarded {
  readonly server: ServerDouble;
  /** @param user as in a connection string, with its @, or nothing */
  connectionString(user: string, query?: string): string;
  /** What an administrator does: gives a user rights on a stream or on `$all`. */
  grant(stream: string, rights: Readonly<Record<'readRoles' | 'writeRoles', string[]>>): Promise<void>;
}

/** A server with TLS, its administrator, and a clerk who has no rights but everybody's. */
export async function startGuarded(
  start: (options: DoubleOptions) => Promise<ServerDouble>,
  folder: string,
): Promise<Guarded> {
  const tls = loopbackCertificate();
  const authority = join(folder, 'ca.pem');
  await writeFile(authority, tls.certificate);
  const server = await start({ tls, users: { admin: 'changeit', clerk: PASSWORD } });
  const connectionString = (user: string, query = `tls=true&tlsCAFile=${authority}`) =>
    `esdb://${user}127.0.0.1:${server.endpoint.port}?${query}`;
  return {
    server,
    connectionString,
    grant: async (stream, { readRoles, writeRoles }) => {
      const client = EventStoreDBClient.connectionString(connectionString('admin:changeit@'));
      await client.setStreamMetadata(stream, { acl: { readRoles, writeRoles } });
      await client.dispose();
    },
  };
}
