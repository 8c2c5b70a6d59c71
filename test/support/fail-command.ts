import type { Connection } from 'mongoose';

/** What becomes of the next commands, see MongoDB's fail point `failCommand`. */
export interface CommandFailure {
  readonly failCommands: readonly string[];
  readonly errorCode?: number;
  readonly errorLabels?: readonly string[];
  readonly closeConnection?: boolean;
  readonly blockConnection?: boolean;
  readonly blockTimeMS?: number;
  readonly writeConcernError?: { readonly code: number; readonly errmsg: string };
}

/** The next `times` of these commands fail so. Needs a server with test commands: the embedded one under test has them. */
export async function failNext(connection: Connection, times: number, data: CommandFailure): Promise<void> {
  const admin = connection.getClient().db('admin');
  await admin.command({ configureFailPoint: 'failCommand', mode: { times }, data });
}
