import type { Results } from '../results/model.ts';
import { JUNIT, RESULTS } from './file-names.ts';
import type { NamedFile } from './sink.ts';

/** Properties of the output. */
export interface RenderOptions {
  /** Whether it is a terminal with colours. @default false */
  colour?: boolean;
}

/** Renders results; pure. A text ends with a line feed. */
type Render = (results: Results, options?: RenderOptions) => string | Uint8Array;

/** A format that results are rendered to, for people or for programs. */
export interface Renderer {
  /** Its file in the results directory, which is updated during the run. @default it has no file */
  readonly file?: string;
  /** The help text of the command with its name that prints it. @default there is no such command */
  readonly prints?: string;
  /** Loaded when it is needed: the hand-over process must start fast, and one of the renderers loads Mocha. */
  load(): Promise<Render>;
}

/** All renderers, by name; the files are written in this order. */
export const renderers = {
  results: { file: RESULTS, load: async () => (await import('./json.ts')).toJson },
  summary: {
    prints: 'a stored run as a table, each test that is not passed, and the verdict',
    load: async () => (await import('./summary.ts')).summary,
  },
  junit: { file: JUNIT, prints: 'a stored run as JUnit XML', load: async () => (await import('./junit.ts')).toJUnit },
} satisfies Record<string, Renderer>;

/**
 * The files that results are rendered to, one after the other, so that one that fails does not affect those before it.
 * @param isWanted which of them, by name. @default all
 */
export async function* renderedFiles(
  results: Results,
  isWanted: (file: string) => boolean = () => true,
): AsyncGenerator<NamedFile> {
  for (const { file, load } of Object.values<Renderer>(renderers)) {
    if (file === undefined || !isWanted(file)) continue;
    const render = await load();
    yield { name: file, content: render(results) };
  }
}
