import { basename, dirname, join } from 'node:path/posix';
import type { Pod } from '../../../cluster/kinds/kinds.ts';

/** A ConfigMap that is mounted into a pod. */
export interface Source {
  configMap: string;
  /** The directory, or the file, where it is mounted in the container. */
  at: string;
  /** The files of its keys, each with its path in the container. */
  files(data: Readonly<Record<string, string>>): [path: string, text: string][];
}

/** Where a pod of CoreDNS reads its Corefile: the argument `-conf`, or a mounted file of that name; pure. */
export function corefileOf({ spec }: Pod): string | undefined {
  const lines = (spec?.containers ?? []).map(({ command = [], args = [] }) => [...command, ...args].join(' '));
  const named = lines.map((line) => /(?:^|\s)--?conf[=\s]+(\S+)/.exec(line)?.[1]).find((path) => path !== undefined);
  if (named !== undefined) return named;
  const mounts = (spec?.containers ?? []).flatMap(({ volumeMounts = [] }) => volumeMounts);
  return mounts.find(({ mountPath }) => basename(mountPath) === 'Corefile')?.mountPath;
}

/**
 * The ConfigMaps that may have parts of the configuration: they are mounted where the Corefile is, above or below. Others, such as the certificates
 * that every pod has, are not; the suite has no permission to read them. Pure.
 * @param corefile its path, as {@link corefileOf} returns it.
 */
export function sourcesOf({ spec }: Pod, corefile: string): Source[] {
  const mounts = (spec?.containers ?? []).flatMap(({ volumeMounts = [] }) => volumeMounts);
  return mounts.flatMap(({ name, mountPath, subPath }) => {
    const volume = spec?.volumes?.find((one) => one.name === name);
    const maps = [volume?.configMap, ...(volume?.projected?.sources ?? []).map(({ configMap }) => configMap)];
    const at = join(mountPath, '.').replace(/(?<=.)\/$/, '');
    return maps.flatMap((map) => {
      if (!map?.name || !(isWithin(corefile, at) || isWithin(at, dirname(corefile)))) return [];
      const { items } = map;
      const files: Source['files'] = (data) =>
        Object.entries(data).flatMap(([key, text]): [string, string][] => {
          const path = items ? items.find((item) => item.key === key)?.path : key;
          if (path === undefined) return [];
          if (subPath === undefined) return [[join(mountPath, path), text]];
          return subPath === path ? [[mountPath, text]] : [];
        });
      return [{ configMap: map.name, at, files }];
    });
  });
}

/** Whether a path is a directory or a file, or within it. */
const isWithin = (path: string, place: string) => path === place || path.startsWith(join(place, '/'));
