import type { Metadata } from '@grpc/grpc-js';
import type { DoubleLog, Right } from './log.js';
import { accessDenied, type Refused, RefusedCall, unauthenticated } from './refusals.js';

/** The one user who is of `$admins` from the beginning. */
const ADMINISTRATOR = 'admin';
const METADATA = /^\$\$/;

/** Users with their passwords, and what the server lets them do: by its own lists, until a stream's metadata says else. */
export class Rights {
  constructor(private readonly users: Readonly<Record<string, string>>) {}

  /** How a call is refused of whose user nothing is known. */
  unknown(metadata: Metadata): Refused | undefined {
    const named = this.userOf(metadata);
    if (named === undefined) return accessDenied(); // anybody, who may do nothing
    return this.users[named.user] === named.password ? undefined : unauthenticated();
  }

  /** `$all` is a stream, too. @throws RefusedCall */
  async check(log: DoubleLog, metadata: Metadata, stream: string, right: '$r' | '$w' | '$d'): Promise<void> {
    const user = this.userOf(metadata)?.user;
    if (user === ADMINISTRATOR) return;
    const ofMetadata = METADATA.test(stream);
    const subject = stream.replace(METADATA, '');
    const asked: Right = ofMetadata ? (right === '$r' ? '$mr' : '$mw') : right;
    const listed = (await log.metadata(subject)).$acl?.[asked];
    const may = listed === undefined ? [subject.startsWith('$') ? '$admins' : '$all'] : [listed].flat();
    if (!may.some((who) => who === '$all' || who === user)) throw new RefusedCall(accessDenied());
  }

  private userOf(metadata: Metadata): { readonly user: string; readonly password: string } | undefined {
    const [header] = metadata.get('authorization');
    if (header === undefined) return undefined;
    const [user = '', password = ''] = Buffer.from(String(header).replace(/^Basic /, ''), 'base64')
      .toString('utf8')
      .split(/:(.*)/s);
    return { user, password };
  }
}
