import type { Subject } from '#decider/brand.js';
import type { KeyStore, SubjectKey } from '../keys/key-store.js';
import { ErasedMeanwhileError } from '../keys/key-store-error.js';
import { isObject } from '../metadata.js';
import { open, seal, type Sealed } from './sealing.js';
import { fromJsonBytes, toJsonBytes } from './stable-json.js';

/** Few come again after an erasure; forgetting one costs a command that is given again. */
const MOST_REMEMBERED = 10_000;

/** Personal data as it is stored. */
export interface SealedPersonal extends Sealed {
  /** Id of the key it is sealed with. */
  readonly key: string;
}

export type OpenedData =
  | { readonly kind: 'open'; readonly personal: Readonly<Record<string, unknown>> }
  | { readonly kind: 'erased' | 'unknown-key' | 'seal-broken' | 'malformed' };

/** Seals and opens the personal part of events under the key of the person it is about. */
export class PersonalData {
  /** Keys of people who came again after an erasure, of which whoever uses this knows. */
  private readonly succeeded = new Set<string>();

  constructor(private readonly keys: KeyStore) {}

  /** @throws ErasedMeanwhileError once for every key that succeeds an erased one */
  async seal(subject: Subject, place: string, personal: object): Promise<SealedPersonal> {
    const plaintext = toJsonBytes(personal);
    const { keyId, key } = await this.keyFor(subject);
    return { key: keyId, ...seal(key, place, plaintext) };
  }

  /** Makes the person's key if there is none yet. @throws ErasedMeanwhileError as `seal` does */
  async prepare(subject: Subject): Promise<void> {
    await this.keyFor(subject);
  }

  async open(sealed: unknown, place: string): Promise<OpenedData> {
    if (!isSealed(sealed)) return { kind: 'malformed' };
    const key = await this.keys.keyById(sealed.key);
    if (key === 'erased') return { kind: 'erased' };
    if (key === 'unknown') return { kind: 'unknown-key' };
    const plaintext = open(key, place, sealed);
    if (plaintext === undefined) return { kind: 'seal-broken' };
    const personal = fromJsonBytes(plaintext); // JSON, or the seal had not opened
    return isObject(personal) ? { kind: 'open', personal } : { kind: 'malformed' };
  }

  erase(subject: Subject): Promise<void> {
    return this.keys.erase(subject);
  }

  private async keyFor(subject: Subject): Promise<SubjectKey> {
    const found = await this.keys.keyFor(subject);
    if (found.erasures !== undefined && !this.succeeded.has(found.keyId)) {
      if (this.succeeded.size === MOST_REMEMBERED) this.succeeded.clear();
      this.succeeded.add(found.keyId);
      throw new ErasedMeanwhileError();
    }
    return found;
  }
}

function isSealed(value: unknown): value is SealedPersonal {
  return (
    isObject(value) &&
    typeof value['key'] === 'string' &&
    typeof value['iv'] === 'string' &&
    typeof value['sealed'] === 'string'
  );
}
