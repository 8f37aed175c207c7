import type { Manifest } from '../../../cluster/cluster.ts';
import type { ConfigMap } from '../../../cluster/kinds.ts';
import type { ScriptFile } from './script-bundle.ts';

/** The label of the ConfigMaps of one collection of scripts. */
const SCRIPTS_LABEL = 'shakedown/scripts';

/**
 * The ConfigMaps of a collection of scripts: `NAME`, and `NAME-2` and so on for further parts.
 * @param parts the result of `bundle`.
 */
export function scriptMaps(namespace: string, name: string, parts: readonly (readonly ScriptFile[])[]): Manifest[] {
  return parts.map((files, index) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: index === 0 ? name : `${name}-${index + 1}`, namespace, labels: { [SCRIPTS_LABEL]: name } },
    data: Object.fromEntries(files.filter(isText).map((file) => [file.name, file.content.toString('utf8')])),
    binaryData: Object.fromEntries(
      files.filter((file) => !isText(file)).map((file) => [file.name, file.content.toString('base64')]),
    ),
  }));
}

/**
 * The merge patch that replaces the data of a ConfigMap with that of a manifest: data of others is removed as well, whoever owns it.
 */
export function dataPatch(there: ConfigMap, wanted: Manifest): object {
  const removed = (data: Record<string, string> | undefined) =>
    Object.fromEntries(Object.keys(data ?? {}).map((key) => [key, null]));
  const { data, binaryData } = wanted as { data?: object; binaryData?: object };
  return {
    metadata: { labels: wanted.metadata.labels },
    data: { ...removed(there.data), ...data },
    binaryData: { ...removed(there.binaryData), ...binaryData },
  };
}

/** The files in the ConfigMaps of a collection, by name. */
export function filesIn(maps: readonly ConfigMap[]): Map<string, Buffer> {
  const files = maps.flatMap(({ data = {}, binaryData = {} }) => [
    ...Object.entries(data).map(([name, text]) => [name, Buffer.from(text, 'utf8')] as const),
    ...Object.entries(binaryData).map(([name, text]) => [name, Buffer.from(text, 'base64')] as const),
  ]);
  return new Map(files);
}

function isText({ content }: ScriptFile): boolean {
  return Buffer.from(content.toString('utf8'), 'utf8').equals(content);
}
