import 'reflect-metadata';

/** What the table of settings says about one variable. */
export interface SettingEntry {
  readonly variable: string;
  /** The property of the configuration it fills. */
  readonly property: string;
  readonly says: string;
  /** What a valid value looks like, for the message about an invalid one. */
  readonly expected: string;
  /** Never printed. */
  readonly secret: boolean;
}

interface SettingOptions {
  readonly says: string;
  readonly expected: string;
  readonly secret?: boolean;
}

const SETTINGS = Symbol('settings');

/** Binds a property of a configuration class to an environment variable. Its initial value is the default. */
export function Setting(variable: string, options: SettingOptions): PropertyDecorator {
  return (target, property) => {
    const entry: SettingEntry = {
      variable,
      property: String(property),
      says: options.says,
      expected: options.expected,
      secret: options.secret ?? false,
    };
    Reflect.defineMetadata(SETTINGS, [...settingsOf(target), entry], target);
  };
}

/** The settings of a configuration, in the order they are written in. Takes an instance or a prototype. */
export function settingsOf(target: object): readonly SettingEntry[] {
  // Only `Setting` writes this key.
  return (Reflect.getMetadata(SETTINGS, target) as readonly SettingEntry[] | undefined) ?? [];
}
