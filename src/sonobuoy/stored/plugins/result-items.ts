import { parse } from 'yaml';
import { z } from 'zod';
import { cleanLine, cleanText } from '../../../results/clean-text.ts';
import { KEPT, type PluginCase, type Report } from './plugin-case.ts';

/** An item of `sonobuoy_results.yaml` (`pkg/client/results/item.go` of Sonobuoy). */
interface Item {
  name?: unknown;
  status?: unknown;
  meta?: Record<string, unknown> | null | undefined;
  details?: Record<string, unknown> | null | undefined;
  items?: Item[] | null | undefined;
}

const texts = z.record(z.string(), z.unknown()).nullish();
const item: z.ZodType<Item> = z.object({
  name: z.unknown().optional(),
  status: z.unknown().optional(),
  meta: texts,
  details: texts,
  get items() {
    return z.array(item).nullish();
  },
});

/** The words of Sonobuoy for how a test ended; any other is one of the plugin. */
const STATUSES: Readonly<Record<string, PluginCase['status']>> = {
  passed: 'passed',
  failed: 'failed',
  timeout: 'failed',
  skipped: 'skipped',
};

/** Reads the tests in a `sonobuoy_results.yaml`: its leaves, apart from the errors that Sonobuoy adds; pure. */
export function readItems(text: string): Report {
  try {
    const root = item.parse(parse(text, { maxAliasCount: 0, logLevel: 'error' }));
    const cases = [...leavesOf(root, [])].slice(0, KEPT.cases);
    return { cases };
  } catch {
    return { cases: [], problem: 'it is not as Sonobuoy writes it' };
  }
}

function* leavesOf({ items, ...own }: Item, above: readonly string[]): Generator<PluginCase> {
  if (items && items.length > 0) {
    for (const one of items) yield* leavesOf(one, [...above, textOf(own.name)]);
    return;
  }
  // The root is the plugin itself; and files without a test in them are none.
  const isNone = above.length === 0 || own.meta?.['type'] === 'file' || own.meta?.['type'] === 'node';
  if (isNone || textOf(own.meta?.['file']).startsWith('errors/')) return;
  const word = cleanLine(textOf(own.status) || 'unknown', 40);
  const status = STATUSES[word] ?? 'unknown';
  const { failure, error } = own.details ?? {};
  const told = cleanText(textOf(failure ?? error).slice(0, KEPT.text)).trim();
  const message = cleanLine(told.split('\n', 1)[0] ?? '');
  const why = message || (status === 'unknown' ? `the plugin says '${word}' about it, which is no verdict` : '');
  yield {
    ...{
      name: cleanLine(textOf(own.name), 1_000),
      group: cleanLine(above.at(-1) ?? '', 400),
      status,
      seconds: 0,
    },
    ...(why !== '' && { message: why }),
    ...(told !== '' && told !== message && { detail: told }),
  };
}

/** A value that should be a text; a plugin may have written a number. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
