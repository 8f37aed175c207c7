import { delimiter } from 'node:path';
import { execa } from 'execa';

/**
 * Runs npm with the settings of this machine's user, outside of the project.
 * @param options.cwd its working directory. @default that of this process
 * @returns its standard output.
 */
export async function hostNpm(args: string[], options: { cwd?: string } = {}): Promise<string> {
  // Under the project's own Node, npm would read the global configuration of that Node.
  const path = (process.env.PATH ?? '').split(delimiter).filter((directory) => !directory.includes('node_modules'));
  const { stdout } = await execa('npm', args, { ...options, env: { PATH: path.join(delimiter) } });
  return stdout;
}
