import { basename, join } from 'node:path/posix';
import type { Pod } from '../../../cluster/kinds.ts';

/** A ConfigMap that is mounted into a pod. */
export interface Source {
  configMap: string;
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

/** The ConfigMaps that are mounted into the containers of a pod; pure. */
export function sourcesOf({ spec }: Pod): Source[] {
  const mounts = (spec?.containers ?? []).flatMap(({ volumeMounts = [] }) => volumeMounts);
  return mounts.flatMap(({ name, mountPath, subPath }) => {
    const volume = spec?.volumes?.find((one) => one.name === name);
    const maps = [volume?.configMap, ...(volume?.projected?.sources ?? []).map(({ configMap }) => configMap)];
    return maps.flatMap((map) => {
      if (!map?.name) return [];
      const { items } = map;
      const files: Source['files'] = (data) =>
        Object.entries(data).flatMap(([key, text]): [string, string][] => {
          const path = items ? items.find((item) => item.key === key)?.path : key;
          if (path === undefined) return [];
          if (subPath === undefined) return [[join(mountPath, path), text]];
          return subPath === path ? [[mountPath, text]] : [];
        });
      return [{ configMap: map.name, files }];
    });
  });
}
