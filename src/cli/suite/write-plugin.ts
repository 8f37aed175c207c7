import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SERVICE_ACCOUNT } from '../../../plugin/rbac.ts';
import { renderPlugin, renderRbac } from '../../../plugin/render.ts';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import { todoForPlace } from '../../errors/system-error.ts';
import { rightsOfSuite } from '../../run/plan/catalogue.ts';
import { findSpecs } from '../../run/plan/plan-run.ts';
import { sonobuoyConfig } from '../../sonobuoy/sonobuoy-config.ts';
import { shareModules } from '../../authoring/module-hooks.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { ownPackage } from '../command-line/package.ts';
import { specDirectories } from './spec-directories.ts';

/** Which files to write: `true` stands for the default name, next to the plugin's. */
interface PluginFiles {
  rbac?: string | true;
  sonobuoyConfig?: string | true;
  output?: string;
}

/** Writes the plugin's definition and, on request, the manifests to apply before it runs, and the configuration of Sonobuoy itself. */
export async function writePlugin(
  { config }: CommandContext,
  { rbac, sonobuoyConfig: ofSonobuoy, output }: PluginFiles,
): Promise<void> {
  const { version } = ownPackage;
  const beside = (name: string) => join(dirname(output ?? ''), name);
  const specs = specDirectories(config);
  await findSpecs(specs, config);
  const plugin = renderPlugin({ config, version, ...(rbac === undefined ? {} : { serviceAccount: SERVICE_ACCOUNT }) });
  if (rbac !== undefined) {
    shareModules();
    const rights = await rightsOfSuite(specs, config);
    await write(rbac === true ? beside('shakedown-rbac.yaml') : rbac, renderRbac({ config, rights, version }));
  }
  if (ofSonobuoy !== undefined)
    await write(
      ofSonobuoy === true ? beside('shakedown-sonobuoy.json') : ofSonobuoy,
      `${JSON.stringify(sonobuoyConfig(config), undefined, 2)}\n`,
    );
  if (output === undefined) process.stdout.write(plugin);
  else await write(output, plugin);
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    const above = dirname(file);
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new ShakedownError('USAGE_OUTPUT', {
      meaning: 'usage',
      expected: `to write ${file}`,
      seen: isMissing ? `there is no directory ${above} (ENOENT)` : messageOf(cause),
      todo: isMissing
        ? `create it (mkdir -p ${above}), or name a file in a directory that exists`
        : todoForPlace(cause, 'name another file'),
      cause,
    });
  }
  process.stderr.write(`wrote ${file}\n`);
}
