import { z } from 'zod';
import { cleanLine } from '../../../results/clean-text.ts';

/** How Sonobuoy reads the results of a plugin. A format that it does not know is `raw` to it, and so it is here. */
export interface PluginDefinition {
  format: 'junit' | 'manual' | 'gojson' | 'raw';
  /** The base names of the files that count; empty for all. */
  files: string[];
}

/** The part of a `definition.json` that says so: `manifest.Manifest` in the driver's `Definition`. */
const definition = z.object({
  Definition: z.object({
    'sonobuoy-config': z.object({
      'result-format': z.string().nullish(),
      'result-files': z.array(z.string()).nullish(),
    }),
  }),
});

/** @returns `undefined` when it is not as Sonobuoy writes it. */
export function definitionOf(text: string | undefined): PluginDefinition | undefined {
  const found = definition.safeParse(jsonOf(text));
  if (!found.success) return undefined;
  const { 'result-format': format, 'result-files': files } = found.data.Definition['sonobuoy-config'];
  // `e2e` is another name for JUnit (`pkg/client/results/processing.go`).
  if (format === 'junit' || format === 'e2e') return { format: 'junit', files: files ?? [] };
  if (format === 'manual' || format === 'gojson') return { format, files: [] };
  return { format: 'raw', files: files ?? [] };
}

/** Why Sonobuoy has no results of a plugin, by its `error.json`, in a line. */
export function errorIn(text: string | undefined): string {
  const found = z.object({ error: z.string() }).safeParse(jsonOf(text));
  return cleanLine(found.success ? found.data.error : '') || 'Sonobuoy has an error of it, and does not say which';
}

/** @returns `undefined` when it is no JSON. */
export function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
