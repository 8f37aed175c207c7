import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { extract } from 'tar';

/** The directory of Locust and its dependencies in the image. */
const PACKAGES = 'opt/locust';

/**
 * Unpacks Locust from the image of the load generators, so that tests use the same Locust as a cluster.
 * @param archive of the image.
 * @param directory to put it in.
 * @returns the value for PYTHONPATH.
 */
export async function installedLocust(archive: string, directory: string): Promise<string> {
  await extract({ file: archive, cwd: directory });
  const manifest = await readFile(join(directory, 'manifest.json'), 'utf8');
  const [image] = JSON.parse(manifest) as { Layers: string[] }[];
  for (const layer of image?.Layers ?? [])
    await extract({ file: join(directory, layer), cwd: directory, filter: (path) => path.startsWith(PACKAGES) });
  return join(directory, PACKAGES);
}
