import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { extract } from 'tar';

/** Where the image has Locust and all that it needs. */
const PACKAGES = 'opt/locust';

/**
 * Takes Locust out of the image of the load generators, so that what is tested with is what runs in a cluster.
 * @param archive of the image.
 * @param directory to put it in.
 * @returns what PYTHONPATH has to name.
 */
export async function installedLocust(archive: string, directory: string): Promise<string> {
  await extract({ file: archive, cwd: directory });
  const manifest = await readFile(join(directory, 'manifest.json'), 'utf8');
  const [image] = JSON.parse(manifest) as { Layers: string[] }[];
  for (const layer of image?.Layers ?? [])
    await extract({ file: join(directory, layer), cwd: directory, filter: (path) => path.startsWith(PACKAGES) });
  return join(directory, PACKAGES);
}
