/** What a file of an archive of Sonobuoy is to a plugin. */
export type PluginFile =
  | { role: 'definition'; plugin: string }
  | { role: 'items'; plugin: string }
  | { role: 'error'; plugin: string; node: string }
  | { role: 'result'; plugin: string; node: string; base: string };

const IN_PLUGIN = /^(?:.*\/)?plugins\/([^/]+)\/(.+)$/;

/**
 * What a file is, by its path in an archive that may have been packed again with a directory around it; pure. The layout is that of Sonobuoy's
 * `pkg/plugin/aggregation` and `pkg/client/results`: `plugins/<name>/{definition.json,sonobuoy_results.yaml,results/<node>/…,errors/<node>/error.json}`.
 */
export function pluginFile(path: string): PluginFile | undefined {
  const [, plugin, rest] = IN_PLUGIN.exec(path) ?? [];
  if (plugin === undefined || rest === undefined) return undefined;
  if (rest === 'definition.json') return { role: 'definition', plugin };
  if (rest === 'sonobuoy_results.yaml') return { role: 'items', plugin };
  const [kind, ...parts] = rest.split('/');
  const base = parts.at(-1) ?? '';
  const node = parts.length > 1 ? (parts[0] ?? '') : '';
  if (kind === 'errors') return base === 'error.json' ? { role: 'error', plugin, node } : undefined;
  return kind === 'results' && base !== '' ? { role: 'result', plugin, node, base } : undefined;
}
