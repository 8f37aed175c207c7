import { delimiter } from 'node:path';
import { execa } from 'execa';

/**
 * Runs npm with the settings of this machine's user, outside of the project.
 * @returns its standard output.
 */
export async function hostNpm(args: string[]): Promise<string> {
  // Under the project's own Node, npm would read the global configuration of that Node.
  const path = (process.env.PATH ?? '').split(delimiter).filter((directory) => !directory.includes('node_modules'));
  const { stdout } = await execa('npm', args, { env: { PATH: path.join(delimiter) } });
  return stdout;
}
