import { z } from 'zod';
import type { AnyObject } from '../../../cluster/kinds/any-object.ts';
import { jsonAnnotation } from '../../../cluster/json-annotation.ts';
import type { Manifest } from '../../../cluster/cluster.ts';
import type { ConfigMap } from '../../../cluster/kinds/kinds.ts';
import type { ScriptFile } from './script-bundle.ts';

/** The label of the ConfigMaps of one collection of scripts. */
const SCRIPTS_LABEL = 'shakedown/scripts';
/** The annotation of a ConfigMap with files of directories: their paths by key, because a key has no slash. */
const PATHS = 'shakedown/script-paths';
const pathsSchema = z.record(z.string(), z.string());

/** A ConfigMap with scripts, as pods mount it. */
export interface ScriptSource {
  name: string;
  /** Where each key is mounted. @default under its own name */
  items?: readonly { key: string; path: string }[];
}

/**
 * The ConfigMaps of a collection of scripts: `NAME`, and `NAME-2` and so on for further parts.
 * @param parts the result of `bundle`.
 */
export function scriptMaps(namespace: string, name: string, parts: readonly (readonly ScriptFile[])[]): Manifest[] {
  return parts.map((files, index) => {
    const keys = keysOf(files);
    const keyed = files.map((file, at) => ({ ...file, key: keys[at] ?? file.name }));
    const nested = keyed.filter((file) => file.key !== file.name).map((file) => [file.key, file.name]);
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        ...{ name: index === 0 ? name : `${name}-${index + 1}`, namespace, labels: { [SCRIPTS_LABEL]: name } },
        ...(nested.length > 0 && { annotations: { [PATHS]: JSON.stringify(Object.fromEntries(nested)) } }),
      },
      data: Object.fromEntries(keyed.filter(isText).map((file) => [file.key, file.content.toString('utf8')])),
      binaryData: Object.fromEntries(
        keyed.filter((file) => !isText(file)).map((file) => [file.key, file.content.toString('base64')]),
      ),
    };
  });
}

/** The key of each file: its name, or its path with `__` for each slash, and more of them where a file has that name. */
function keysOf(files: readonly ScriptFile[]): string[] {
  const taken = new Set(files.map(({ name }) => name));
  return files.map(({ name }) => {
    if (!name.includes('/')) return name;
    let key = name.replaceAll('/', '__');
    while (taken.has(key)) key = `_${key}`;
    taken.add(key);
    return key;
  });
}

/** A ConfigMap with scripts, for the volume of pods. Without paths, keys that users add later are mounted as well. */
export function scriptSource(map: AnyObject & { data?: object; binaryData?: object }): ScriptSource {
  const { name = '', annotations = {} } = map.metadata ?? {};
  if (annotations[PATHS] === undefined) return { name };
  const paths = pathsOf(map);
  const keys = Object.keys({ ...map.data, ...map.binaryData });
  return { name, items: keys.toSorted().map((key) => ({ key, path: paths[key] ?? key })) };
}

/** The sources of scripts as those of a projected volume. A key that was removed since is left out. */
export function scriptVolume(sources: readonly ScriptSource[]): object {
  const listed = sources.map(({ name, items }) => ({ configMap: { name, ...(items && { items, optional: true }) } }));
  return { name: 'scripts', projected: { sources: listed } };
}

/**
 * The merge patch that replaces the data of a ConfigMap with that of a manifest: data of others is removed as well, whoever owns it.
 */
export function dataPatch(there: ConfigMap, wanted: Manifest): object {
  const removed = (data: Record<string, string> | undefined) =>
    Object.fromEntries(Object.keys(data ?? {}).map((key) => [key, null]));
  const { data, binaryData } = wanted as { data?: object; binaryData?: object };
  return {
    metadata: { labels: wanted.metadata.labels, annotations: { [PATHS]: null, ...wanted.metadata.annotations } },
    data: { ...removed(there.data), ...data },
    binaryData: { ...removed(there.binaryData), ...binaryData },
  };
}

/** The files in the ConfigMaps of a collection, by path. */
export function filesIn(maps: readonly ConfigMap[]): Map<string, Buffer> {
  const files = maps.flatMap((map) => {
    const { data = {}, binaryData = {} } = map;
    const paths = pathsOf(map);
    return [
      ...Object.entries(data).map(([key, text]) => [paths[key] ?? key, Buffer.from(text, 'utf8')] as const),
      ...Object.entries(binaryData).map(([key, text]) => [paths[key] ?? key, Buffer.from(text, 'base64')] as const),
    ];
  });
  return new Map(files);
}

/** @throws ShakedownError ANNOTATION_UNREADABLE when somebody has edited the annotation. */
function pathsOf(map: AnyObject): Readonly<Record<string, string>> {
  const { namespace, name } = map.metadata ?? {};
  const todo = `remove it, and upload the scripts again: kubectl -n ${namespace} annotate configmap ${name} ${PATHS}-; shakedown loadtest update-scripts DIRECTORY`;
  return jsonAnnotation(map, { annotation: PATHS, schema: pathsSchema, kind: 'configmap', todo }) ?? {};
}

function isText({ content }: ScriptFile): boolean {
  return Buffer.from(content.toString('utf8'), 'utf8').equals(content);
}
