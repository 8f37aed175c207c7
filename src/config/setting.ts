import { parse } from 'yaml';
import { keyAt, type ConfigKey } from './keys.ts';
import { unknownKey, type Problem } from './problem.ts';

/** One setting from outside the file: a flag or an environment variable. */
export interface Setting {
  /** Dotted: `run.focus`. */
  path: string;
  /** As it was written; a flag without a value is `true`. */
  value: string | boolean;
  /** `--focus`, `E2E_FOCUS` … */
  origin: string;
}

/** A setting with its value as the schema takes it. */
export interface TypedSetting {
  segments: readonly string[];
  value: unknown;
  origin: string;
}

/** Gives a setting the type of its key. A value that does not fit stays as it is written, for the schema to refuse. */
export function typed(setting: Setting): TypedSetting | Problem {
  const { path, value, origin } = setting;
  const key = keyAt(path);
  if (!key) return { where: origin, what: unknownKey(path) };
  // The name of a label may have dots itself, so what follows a map's path is one name.
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

/** Lists and maps as YAML writes them in one line. */
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
