import { parse } from 'yaml';
import { keyAt, type ConfigKey } from './keys.ts';
import { unknownKey, type Problem } from './problem.ts';
import { rawItems, textList } from './text-list.ts';

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
      return text.trimStart().startsWith('[') ? flow(text) : (textList(text) ?? text);
    case 'list':
      return flow(text);
    case 'map of text':
      return text.trimStart().startsWith('{') ? flow(text) : pairs(text);
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

function pairs(text: string): unknown {
  const entries = rawItems(text)
    .filter(Boolean)
    .map((item) => item.split(/=(.*)/s, 2));
  return entries.every((entry) => entry.length === 2) ? Object.fromEntries(entries) : text;
}

/** Adds a setting of a flag. A list that is given several times is the list of all its items; other keys have the last value. */
export function addSetting(settings: Setting[], setting: Setting): void {
  const { path, value, origin } = setting;
  const before = settings.find((one) => one.path === path && one.origin === origin);
  const isList = keyAt(path)?.type === 'list of text';
  const parts = [before?.value, value].map((part) => (typeof part === 'string' ? part.trim() : '[]'));
  if (before && isList && parts.every((part) => !part.startsWith('['))) before.value = parts.join('\n');
  else settings.push({ path, value, origin });
}
