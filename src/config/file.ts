import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { configKeys } from './keys.ts';
import { at, problemsOf, type Path, type Problem } from './problem.ts';
import { fromText } from './setting.ts';
import { yamlFault, type YamlFault } from './yaml-fault.ts';

/** The contents of a configuration file: its values, where each is written, and what is wrong with them. */
export interface ConfigFile {
  values: Record<string, unknown>;
  /** Where the value at a path, or the nearest of its parents, is written: `shakedown.config.yaml:3:5`. */
  whereIs(path: Path): string;
  problems: Problem[];
}

/**
 * Reads the text of a configuration file.
 * @param name the name of the file in messages.
 */
export function parseConfigFile(text: string, name: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const whereIs = (path: Path) => position(offsetOf(document, path));

  const fault = yamlFault(document);
  const read = fault ?? valuesOf(document);
  if ('what' in read) {
    const problems = [{ where: position(read.at), what: read.what }];
    return { values: {}, whereIs, problems };
  }
  const { values } = read;
  const offsets = new Map<string, number>();
  const problems = problemsOf(values, (path) => {
    const offset = offsetOf(document, path);
    offsets.set(position(offset), offset);
    return position(offset);
  });
  problems.sort((a, b) => (offsets.get(a.where) ?? 0) - (offsets.get(b.where) ?? 0));
  return { values: values as Record<string, unknown>, whereIs, problems };
}

/** @returns a fault when aliases repeat so much that the library refuses them. */
function valuesOf(document: Document): { values: unknown } | YamlFault {
  try {
    return { values: withLists(withoutNull(document.toJS() ?? {})) };
  } catch (error) {
    if (error instanceof ReferenceError) return { what: 'not YAML: its aliases repeat most of it', at: 0 };
    throw error;
  }
}

/** Lists and maps that are written as one text, as in a flag: `exclude: a, b`. */
function withLists(values: unknown): unknown {
  for (const { path, type } of configKeys) {
    const segments = path.split('.');
    const [section, last = ''] = [at(values, segments.slice(0, -1)), segments.at(-1)];
    if (typeof section === 'object' && section !== null && last in section) {
      const map = section as Record<string, unknown>;
      map[last] = fromText(type, map[last]);
    }
  }
  return values;
}

/** A section with only commented-out keys is null in YAML; it means that nothing is set. */
function withoutNull(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([, child]) => child !== null);
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutNull(child)]));
}

/** Where the key at a path begins; for an entry of a list, where the entry begins. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = start(node) ?? 0;
  for (const segment of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(segment));
      if (!pair) break;
      offset = start(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(segment)];
      offset = start(node) ?? offset;
    } else break;
  }
  return offset;
}

function start(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
