import { keptUntilRejected } from '#runtime/shared-promise.js';
import { Client } from './client.js';

/** Whoever calls in one case, each signed in once. */
export class Callers {
  private readonly known = new Map<string, Promise<Client>>();

  constructor(private readonly addresses: { readonly url: string; readonly issuer: string }) {}

  person(login: string): Promise<Client> {
    const { url, issuer } = this.addresses;
    return this.once(`person ${login}`, () => Client.person(url, issuer, login));
  }

  service(id: string): Promise<Client> {
    const { url, issuer } = this.addresses;
    return this.once(`service ${id}`, () => Client.service(url, issuer, id));
  }

  private once(name: string, signIn: () => Promise<Client>): Promise<Client> {
    return keptUntilRejected(this.known, name, signIn);
  }
}
