import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { crashPointsRefusal } from '#runtime/crash-points.js';
import { Configuration } from './configuration.js';
import { ConfigurationError, type ConfigurationProblem } from './configuration-error.js';
import { insecureSettings, isLoopback } from './insecure-settings.js';
import { missingSettings, type ProcessKind } from './requirements.js';
import { settingsOf } from './setting.js';
import { webhookProblems } from './webhook-problems.js';

/**
 * Reads the HAWIYA_* variables. An empty one counts as unset. A HAWIYA_* name the service does not know is a problem
 * too: a misspelt setting that is silently ignored is the worst kind. `HAWIYA_CRASH_…` and `HAWIYA_TEST_…` belong to
 * the fault harness and are left alone. `kind` says which settings must be there. In production, and where the host is
 * no loopback address, what is insecure is a problem unless it is allowed by name.
 * @throws ConfigurationError
 */
export function readConfiguration(
  environment: Readonly<Record<string, string | undefined>>,
  kind: ProcessKind = 'everything',
): Configuration {
  const defaults = new Configuration();
  const settings = settingsOf(defaults);
  const given = settings.flatMap((setting) => {
    const value = environment[setting.variable]?.trim();
    return value === undefined || value === '' ? [] : [{ setting, value }];
  });
  const values = Object.fromEntries(given.map(({ setting, value }) => [setting.property, value]));
  const exposed = environment['NODE_ENV'] === 'production' || !isLoopback(values['host'] ?? defaults.host);
  const configuration = plainToInstance(Configuration, { ...values, exposed });
  const wrong = new Set(validateSync(configuration).map((error) => error.property));
  const problems = given
    .filter(({ setting }) => wrong.has(setting.property))
    .map(({ setting, value }) => ({
      variable: setting.variable,
      got: setting.secret ? `${value.length} characters (not shown)` : JSON.stringify(value),
      expected: setting.expected,
    }));
  const unknown = unknownVariables(environment, new Set(settings.map((setting) => setting.variable)));
  const crash = crashPointsRefusal(environment);
  const variables = new Map(settings.map(({ property, variable }) => [property, variable]));
  const variableOf = (property: keyof Configuration) => variables.get(property) ?? property;
  const missing = missingSettings(configuration, kind, variableOf);
  const rest = [...unknown, ...missing, ...(crash ? [crash] : [])];
  // What is not well-formed is not judged further.
  const judged =
    problems.length > 0
      ? []
      : [...webhookProblems(configuration, variableOf), ...insecureSettings(configuration, variableOf)];
  const all = [...problems, ...rest, ...judged];
  if (all.length > 0) throw new ConfigurationError(all);
  return configuration;
}

function unknownVariables(
  environment: Readonly<Record<string, string | undefined>>,
  known: ReadonlySet<string>,
): readonly ConfigurationProblem[] {
  return Object.keys(environment)
    .filter((name) => /^HAWIYA_(?!CRASH_|TEST_)/.test(name) && !known.has(name))
    .map((variable) => ({ variable, got: 'set', expected: 'no such variable: see the table of settings' }));
}
