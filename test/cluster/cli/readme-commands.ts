import { readFile } from 'node:fs/promises';

const README = new URL('../../../README.md', import.meta.url);

/**
 * The commands of a section of the README, block by block: continued lines joined, remarks cut off.
 * @param section its heading. @example 'Load tests'
 */
export async function readmeCommands(section: string): Promise<string[][]> {
  const text = await readFile(README, 'utf8');
  const body = text.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? '';
  return [...body.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, block = '']) => commandsIn(block));
}

function commandsIn(block: string): string[] {
  return block
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/\s+# .*$/, '').trim())
    .filter((line) => line !== '');
}
