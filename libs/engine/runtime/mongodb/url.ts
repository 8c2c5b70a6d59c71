/** A URL, or what is set beside it, cannot be right: waiting does not help. Meant to be printed as it is. */
export class MongoSettingsError extends Error {
  override readonly name = 'MongoSettingsError';
}

/** Decided by the service, see connection.ts: a URL that says otherwise would be a silent loss one day. */
const OURS: ReadonlySet<string> = new Set(
  [
    'w journal wtimeout wtimeoutms readpreference readpreferencetags maxstalenessseconds readconcernlevel',
    'retrywrites retryreads appname',
  ].flatMap((names) => names.split(' ')),
);

const HOST = String.raw`(?:[\w.%-]+|\[[\da-fA-F:.]+\])(?::\d+)?`;
const WELL_FORMED = new RegExp(`^(mongodb(?:\\+srv)?://)(?:[^@/?]*@)?(${HOST}(?:,${HOST})*)(?:[/?][^@]*)?$`);

/** The hosts alone: not who signs in, nor the options, some of which are secrets, too. Nothing of a URL that is none. */
export function hostsOf(url: string): string {
  const [, scheme, hosts] = WELL_FORMED.exec(url) ?? [];
  return scheme === undefined || hosts === undefined ? 'a malformed URL (not shown)' : `${scheme}${hosts}`;
}

/** Names of the options in the URL, in lower case. @throws MongoSettingsError for one that is not the operator's. */
export function optionsIn(url: string): ReadonlySet<string> {
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  const names = [...new URLSearchParams(query).keys()];
  const refused = names.filter((name) => OURS.has(name.toLowerCase()));
  if (refused.length > 0)
    throw new MongoSettingsError(
      `the URL of ${hostsOf(url)} must not set ${refused.join(', ')}: the service decides`,
    );
  return new Set(names.map((name) => name.toLowerCase()));
}
