export const ROLES = ['applicant', 'service', 'officer', 'analyst', 'operator'] as const;
export type Role = (typeof ROLES)[number];

/** Who a bearer token speaks for, as far as the service cares. */
export interface Principal {
  /** The token's `sub`; for a service its client id. */
  readonly id: string;
  readonly roles: ReadonlySet<Role>;
  /** Applicants: `iqama:2…` or `border:3…`. */
  readonly identity: string | undefined;
  /** Staff: the person they are, `citizen:1…` or `iqama:2…`, as the token says. */
  readonly person: string | undefined;
  /**
   * Staff: unified numbers of the establishments they own or represent, as the token says; undefined: it says nothing of
   * any. `unreadable`: the claim is there and no list of texts.
   */
  readonly establishments?: readonly string[] | 'unreadable';
  /** When the token ends, milliseconds since 1970. */
  readonly expiresAt: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the access guard; undefined on public routes, and for whoever brought no token where none is needed. */
    principal?: Principal | undefined;
  }
}
