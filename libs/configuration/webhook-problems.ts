import type { Configuration } from './configuration.js';
import type { ConfigurationProblem } from './configuration-error.js';
import { isLoopback } from './insecure-settings.js';
import { pairs, webhookKey } from './webhook-endpoints.js';

/** One secret, and another while it is changed. */
const MOST_SECRETS = 2;

/** Which services are called, where and signed with what: what is wrong with it, each by the service's name only. */
export function webhookProblems(
  { webhooks, webhooksSecrets, webhooksTimeoutMs, deadlineLeaseMs }: Configuration,
  variableOf: (property: keyof Configuration) => string,
): readonly ConfigurationProblem[] {
  if (webhooks === undefined && webhooksSecrets === undefined) return [];
  const [urls, secrets] = [pairs(webhooks), pairs(webhooksSecrets)];
  const [called, signed] = [urls, secrets].map((all) => new Set(all.map(([name]) => name)));
  const urlProblem = problem('webhooks');
  const secretProblem = problem('webhooksSecrets');
  return [
    ...twice(urls).map((service) => urlProblem(`two URLs of ${service}`, 'one for each service')),
    ...urls.flatMap(([service, url]) => {
      const wrong = wrongWithUrl(url);
      return wrong === undefined ? [] : [urlProblem(`a URL of ${service} ${wrong.got}`, wrong.expected)];
    }),
    ...urls.flatMap(([service]) =>
      signed?.has(service) === true
        ? []
        : [
            secretProblem(
              `without a secret of ${service}`,
              `one beside its URL in ${variableOf('webhooks')}`,
            ),
          ],
    ),
    ...twice(secrets).map((service) => secretProblem(`${service} twice`, 'its secrets separated by a comma')),
    ...secrets.flatMap(([service, value]) => [
      ...(called?.has(service) === true
        ? []
        : [secretProblem(`a secret of ${service}`, `a URL of it in ${variableOf('webhooks')}`)]),
      ...wrongWithSecrets(value).map(({ got, expected }) => secretProblem(`${got} of ${service}`, expected)),
    ]),
    ...(webhooks !== undefined && webhooksTimeoutMs > deadlineLeaseMs / 2
      ? [
          problem('webhooksTimeoutMs')(
            String(webhooksTimeoutMs),
            `at most half of ${variableOf('deadlineLeaseMs')} (${deadlineLeaseMs}): another process would call as well`,
          ),
        ]
      : []),
  ];

  function problem(property: keyof Configuration) {
    return (got: string, expected: string): ConfigurationProblem => ({
      variable: variableOf(property),
      got,
      expected,
    });
  }
}

interface Wrong {
  readonly got: string;
  readonly expected: string;
}

/** Nothing of the URL is told: it may have a password in it. */
function wrongWithUrl(text: string): Wrong | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return { got: 'that is none', expected: 'https://…' };
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return { got: 'without TLS', expected: 'https, or a loopback address: the request names a person' };
  if (url.username !== '' || url.password !== '')
    return { got: 'with a name or password in it', expected: 'none: the signature says who calls' };
  if (url.hash !== '') return { got: 'with a fragment', expected: 'none: it is not sent' };
  return undefined;
}

function wrongWithSecrets(value: string): readonly Wrong[] {
  const all = value.split(',');
  return [
    ...(all.length > MOST_SECRETS
      ? [{ got: `${all.length} secrets`, expected: `at most ${MOST_SECRETS}` }]
      : []),
    ...(all.every((secret) => webhookKey(secret) !== undefined)
      ? []
      : [
          {
            got: 'a malformed secret',
            expected: 'whsec_ and 24 to 64 random bytes in base64 (openssl rand -base64 32)',
          },
        ]),
  ];
}

/** Names that stand there more than once, each once. */
function twice(all: readonly (readonly [string, string])[]): readonly string[] {
  const names = all.map(([name]) => name);
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
}
