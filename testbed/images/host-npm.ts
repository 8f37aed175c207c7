import { delimiter } from 'node:path';
import { execa } from 'execa';

/**
 * Runs npm as the user of this machine would, outside of the project.
 * @param options.cwd the directory that it works in. @default this process's
 * @returns its standard output.
 */
export async function hostNpm(args: string[], options: { cwd?: string } = {}): Promise<string> {
  // Under the project's own Node, npm would look for its global configuration beside that Node.
  const path = (process.env.PATH ?? '').split(delimiter).filter((directory) => !directory.includes('node_modules'));
  const { stdout } = await execa('npm', args, { ...options, env: { PATH: path.join(delimiter) } });
  return stdout;
}
