/** Whether a connection is encrypted with checked certificates, and whether the client says who it is. */
export interface ServiceSecurity {
  readonly tls: boolean;
  readonly credentials: boolean;
  /** Of the connection string; undefined: there is none in it. */
  readonly password: string | undefined;
}

/** An EventStoreDB connection string: TLS unless it says otherwise; a password, or a user certificate. */
export function eventStoreSecurity(url: string): ServiceSecurity {
  const { userInfo, options } = taken(url);
  return {
    tls: options.get('tls') !== 'false' && options.get('tlsverifycert') !== 'false',
    credentials: userInfo !== undefined || options.has('usercertfile'),
    password: passwordIn(userInfo),
  };
}

/** A MongoDB connection string: TLS when it says so or by `mongodb+srv`; a name, or a mechanism without one. */
export function mongoSecurity(url: string): ServiceSecurity {
  const { userInfo, options } = taken(url);
  const said = options.get('tls') ?? options.get('ssl');
  const unchecked = ['tlsinsecure', 'tlsallowinvalidcertificates', 'tlsallowinvalidhostnames'];
  return {
    tls:
      (said === undefined ? url.startsWith('mongodb+srv:') : said === 'true') &&
      !unchecked.some((name) => options.get(name) === 'true'),
    credentials: userInfo !== undefined || options.has('authmechanism'),
    password: passwordIn(userInfo),
  };
}

/** Neither driver's strings are URLs when they name several hosts. Names of options count in any case. */
function taken(url: string) {
  const [, userInfo, query = ''] = /^[^:]+:\/\/(?:([^@/]*)@)?[^?]*(?:\?(.*))?$/.exec(url) ?? [];
  const options = new Map(
    [...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value]),
  );
  return { userInfo, options };
}

function passwordIn(userInfo: string | undefined): string | undefined {
  const [, password] = /^[^:]*:(.*)$/.exec(userInfo ?? '') ?? [];
  return password;
}
