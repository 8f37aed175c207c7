import type { Results } from '../results/model.ts';

/** `results.json`: the results as they are. */
export function toJson(results: Results): string {
  return `${JSON.stringify(results, undefined, 2)}\n`;
}
