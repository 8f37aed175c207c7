import { parseDocument } from 'yaml';
import { keyAt, type ConfigKey } from './keys.ts';
import type { Problem } from './problem.ts';
import { unknownKey } from './unknown-key.ts';
import { textList } from './grammar/text-list.ts';
import { yamlFault } from './yaml-fault.ts';

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

/** A number as everybody reads it: `0x10` and `010` are others to some. */
const NUMBER = /^[-+]?(0|[1-9]\d*)(\.\d+)?(e[-+]?\d+)?$/i;

/** A list or a map that is written as one text in a file, as in a flag; other values as they are. */
export function fromText(type: ConfigKey['type'], value: unknown): unknown {
  return typeof value === 'string' && (type === 'list of text' || type === 'map of text')
    ? convert(type, value)
    : value;
}

function convert(type: ConfigKey['type'], text: string): unknown {
  switch (type) {
    case 'number':
      return NUMBER.test(text.trim()) ? Number(text) : text;
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

/** A list or a map from one line of YAML; the text itself when it has a fault: the library would read a part of it. */
function flow(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: false });
  if (yamlFault(document)) return text;
  try {
    return document.toJS();
  } catch (error) {
    // Its aliases repeat most of it.
    if (error instanceof ReferenceError) return text;
    throw error;
  }
}

/** The name of a label or an annotation, or of what else a map has (k8s.io/apimachinery/pkg/util/validation, IsQualifiedName). */
const NAME = /^([a-z0-9.-]+\/)?[A-Za-z0-9]([-\w.]*[A-Za-z0-9])?$/;

function pairs(text: string): unknown {
  const entries = textList(text)?.map((item) => item.split(/=(.*)/s, 2).map((part) => part.trim()));
  const isPair = ([name = '', value]: string[]) => NAME.test(name) && value !== undefined && !value.startsWith('=');
  const once = new Set(entries?.map(([name]) => name)).size === entries?.length;
  return once && entries?.every(isPair) ? Object.fromEntries(entries) : text;
}

/** Adds a setting of a flag. A list that is given several times is the list of all its items; other keys have the last value. */
export function addSetting(settings: Setting[], setting: Setting): void {
  const { path, value, origin } = setting;
  const before = settings.find((one) => one.path === path && one.origin === origin);
  const all = before && keyAt(path)?.type === 'list of text' ? joined(before.value, value) : undefined;
  if (before && all !== undefined) before.value = all;
  else settings.push({ path, value, origin });
}

/** One text for the items of two; `undefined` when one of them is a flag without a text. What is no list stays none. */
function joined(first: Setting['value'], second: Setting['value']): string | undefined {
  if (typeof first !== 'string' || typeof second !== 'string') return undefined;
  const parts = [first.trim(), second.trim()];
  if (parts.every((part) => !part.startsWith('['))) return parts.join('\n');
  const lists = parts.map((part) => convert('list of text', part));
  // JSON is a list of YAML, too.
  return lists.every((list) => Array.isArray(list)) ? JSON.stringify(lists.flat()) : parts.join('\n');
}
