import type { Results } from '../results/model.ts';
import { JUNIT, RESULTS } from './file-names.ts';
import type { NamedFile } from './sink.ts';

/** Properties of what the text is shown on. */
export interface RenderOptions {
  /** A terminal that wants colours. @default false */
  colour?: boolean;
}

/** Renders results; pure. A text ends with a line feed. */
type Render = (results: Results, options?: RenderOptions) => string | Uint8Array;

/** What results are rendered to, for people or for machines. */
export interface Renderer {
  /** Its file in the results directory, which is kept up to date while the run goes on. Without one it is not kept. */
  readonly file?: string;
  /** What a command of its name prints, for the help. Without it there is no such command. */
  readonly prints?: string;
  /** Loaded when it is needed: the process that hands over has to start fast, and one of these brings Mocha with it. */
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

/** The files that results are rendered to, one after the other, so that one that fails takes none before it along. */
export async function* renderedFiles(results: Results): AsyncGenerator<NamedFile> {
  for (const { file, load } of Object.values<Renderer>(renderers)) {
    if (file === undefined) continue;
    const render = await load();
    yield { name: file, content: render(results) };
  }
}
