import { Configuration } from './configuration.js';
import { settingsOf } from './setting.js';

export interface SettingDescription {
  readonly variable: string;
  readonly default: string;
  readonly expected: string;
  readonly says: string;
}

/** The table of settings, for `hawiya config` and the documentation. */
export function describeConfiguration(): readonly SettingDescription[] {
  const defaults = new Configuration();
  return settingsOf(defaults).map((setting) => {
    const value: unknown = Reflect.get(defaults, setting.property);
    return {
      variable: setting.variable,
      default: typeof value === 'string' || typeof value === 'number' ? String(value) : '(unset)',
      expected: setting.expected,
      says: setting.says,
    };
  });
}
