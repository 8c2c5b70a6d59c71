import { setTimeout as pause } from 'node:timers/promises';

import { asCommandError, fail } from '../errors.js';
import { decode, encode, isEmbeddedDocument, toNumber } from '../values.js';
import type { Request } from '../wire.js';
import { AGGREGATE_COMMANDS } from './aggregate.js';
import { COLLECTION_COMMANDS } from './collections.js';
import { Arguments, type Command, type Context } from './command.js';
import { FIND_AND_MODIFY_COMMANDS } from './find-and-modify.js';
import { READ_COMMANDS } from './find.js';
import { INDEX_COMMANDS } from './indexes.js';
import { SERVER_COMMANDS } from './server.js';
import { WRITE_COMMANDS } from './write.js';

const COMMANDS: { readonly [name: string]: Command } = {
  ...SERVER_COMMANDS,
  ...READ_COMMANDS,
  ...AGGREGATE_COMMANDS,
  ...WRITE_COMMANDS,
  ...FIND_AND_MODIFY_COMMANDS,
  ...COLLECTION_COMMANDS,
  ...INDEX_COMMANDS,
};

/** Fields of every command that do not change the answer of a server that is alone and always durable. */
const GENERIC = new Set(
  (
    '$db $readPreference $clusterTime lsid comment maxTimeMS apiVersion apiStrict apiDeprecationErrors ' +
    'writeConcern readConcern collation txnNumber startTransaction autocommit'
  ).split(' '),
);

/** The answer to one request, as BSON; a refusal is an answer too. Undefined: to be hung up on. */
export async function dispatch(
  request: Request,
  context: Context,
  log: (line: string) => void,
): Promise<Buffer | undefined> {
  const failure = context.failPoint?.next(Object.keys(request.command)[0] ?? '');
  if (failure === undefined) return answerTo(request, context, log);
  const { blockTimeMs, closeConnection, errorCode: code, errorLabels, writeConcernError } = failure;
  if (blockTimeMs > 0) await pause(blockTimeMs);
  if (closeConnection) return undefined;
  if (code !== undefined)
    return encode({ ok: 0, errmsg: "Failing command via 'failCommand' failpoint", code, errorLabels });
  const answer = await answerTo(request, context, log);
  return writeConcernError === undefined ? answer : encode({ ...decode(answer), writeConcernError });
}

async function answerTo(request: Request, context: Context, log: (line: string) => void): Promise<Buffer> {
  try {
    const args = new Arguments(request.command);
    const command = Object.hasOwn(COMMANDS, args.name) ? COMMANDS[args.name] : undefined;
    if (command === undefined) return fail('CommandNotFound', `no such command: '${args.name}'`);
    checkFields(args, command, context);
    const answer = await command.run(context, args);
    return Buffer.isBuffer(answer) ? answer : encode({ ...answer, ok: 1 });
  } catch (error) {
    const refusal = asCommandError(error);
    if (refusal.codeName === 'InternalError')
      log(`embedded MongoDB: ${error instanceof Error ? error.stack : String(error)}`);
    const { code, codeName, message, extra } = refusal;
    return encode({ ok: 0, errmsg: message, code, codeName, ...extra });
  }
}

/** Refuses what this server would have to ignore. */
function checkFields({ name, command: document }: Arguments, command: Command, { sequences }: Context): void {
  const unknown = [...Object.keys(document).slice(1), ...sequences.keys()].find(
    (field) => !GENERIC.has(field) && !command.fields.includes(field),
  );
  if (unknown !== undefined) fail('Location40415', `BSON field '${name}.${unknown}' is an unknown field.`);
  const { collation, writeConcern, readConcern, txnNumber, startTransaction, autocommit } = document;
  if (txnNumber !== undefined || startTransaction !== undefined || autocommit !== undefined) {
    fail('IllegalOperation', 'Transaction numbers are only allowed on a replica set member or mongos');
  }
  if (collation !== undefined && !(isEmbeddedDocument(collation) && collation['locale'] === 'simple'))
    fail('NotImplemented', 'collation is not supported');
  const level = option(readConcern, 'level') ?? 'local';
  if (level !== 'local' && level !== 'available' && level !== 'majority')
    fail('InvalidOptions', 'only the read concerns local, available and majority are supported');
  if ((toNumber(option(writeConcern, 'w')) ?? 0) > 1)
    fail('BadValue', "cannot use 'w' > 1 when a host is not replicated");
}

const option = (value: unknown, name: string): unknown =>
  isEmbeddedDocument(value) ? value[name] : undefined;
