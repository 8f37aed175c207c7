import { parse } from 'yaml';
import { keyAt, type ConfigKey } from './keys.ts';
import { unknownKey, type Problem } from './problem.ts';

/** One setting from a flag or an environment variable. */
export interface Setting {
  /** Dotted: `run.focus`. */
  path: string;
  /** The text; `true` for a flag without a value. */
  value: string | boolean;
  /** `--focus`, `E2E_FOCUS` … */
  origin: string;
}

/** A setting with a value of the type of its key. */
export interface TypedSetting {
  segments: readonly string[];
  value: unknown;
  origin: string;
}

/** Converts a setting to the type of its key. A value that does not fit stays a text, and the schema refuses it. */
export function typed(setting: Setting): TypedSetting | Problem {
  const { path, value, origin } = setting;
  const key = keyAt(path);
  if (!key) return { where: origin, what: unknownKey(path) };
  // The name of a label may contain dots, so everything after the path of a map is one name.
  const entry = path === key.path ? [] : [path.slice(key.path.length + 1)];
  const segments = [...key.path.split('.'), ...entry];
  if (typeof value === 'boolean' || entry.length > 0) return { segments, value, origin };
  return { segments, value: convert(key.type, value), origin };
}

function convert(type: ConfigKey['type'], text: string): unknown {
  switch (type) {
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
    case 'boolean':
      return { true: true, '1': true, false: false, '0': false }[text.trim().toLowerCase()] ?? text;
    case 'list of text':
      return text.startsWith('[') ? flow(text) : words(text);
    case 'list':
      return flow(text);
    case 'map of text':
      return text.startsWith('{') ? flow(text) : pairs(text);
    default:
      return text;
  }
}

/** A list or a map from one line of YAML. */
function flow(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return text;
  }
}

function words(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}

function pairs(text: string): unknown {
  const entries = words(text).map((word) => word.split(/=(.*)/s, 2));
  return entries.every((entry) => entry.length === 2) ? Object.fromEntries(entries) : text;
}
