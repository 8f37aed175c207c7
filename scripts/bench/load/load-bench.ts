import type { Cluster } from '../../../src/cluster/cluster.ts';
import { connect } from '../../../src/cluster/connect.ts';
import { configSchema, type Config } from '../../../src/config/schema.ts';
import type { Progress } from '../../../src/terminal/progress.ts';
import { locustImage } from '../../../testbed/images/locust-image.ts';
import { pluginImage } from '../../../testbed/images/plugin-image.ts';
import { load, up, type Testbed } from '../../../testbed/testbed.ts';

/** A cluster with the images of the suite and of Locust on its nodes. */
export interface LoadBench extends AsyncDisposable {
  testbed: Testbed;
  cluster: Cluster;
  /** The defaults, with these images, and with workers that fit on small nodes. */
  config: Config;
  /** The same as the content of a configuration file. */
  settings: object;
}

/** Brings up the cluster with the images. SHAKEDOWN_IMAGE names an image of the suite that the nodes have already. */
export async function loadBench({ name, progress }: { name: string; progress: Progress }): Promise<LoadBench> {
  const testbed = await up({ name, progress });
  const locust = await locustImage(progress);
  await load(name, locust.archive);
  const settings = {
    image: process.env['SHAKEDOWN_IMAGE'] ?? (await loadedImage(name, progress)),
    load: { image: locust.ref, worker: { requests: { cpu: '50m' } } },
  };
  const cluster = await connect({ kubeconfig: testbed.kubeconfig });
  return {
    ...{ testbed, cluster, settings },
    config: configSchema.parse(settings),
    [Symbol.asyncDispose]: () => cluster.close(),
  };
}

async function loadedImage(name: string, progress: Progress): Promise<string> {
  const { ref, archive } = await pluginImage(progress);
  await load(name, archive);
  return ref;
}
