import { readFile } from 'node:fs/promises';

/**
 * The commands of a page of the docs, block by block, with continued lines joined and comments removed.
 * @param page below `docs/`. @example 'how-to/run-load-tests.md'
 */
export async function pageCommands(page: string): Promise<string[][]> {
  const text = await readFile(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, block = '']) => commandsIn(block));
}

function commandsIn(block: string): string[] {
  return block
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/\s+# .*$/, '').trim())
    .filter((line) => line !== '');
}
