import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Addon } from '../../../testbed/components/addons.ts';
import { pluginImage } from '../../../testbed/images/plugin-image.ts';
import { load, up } from '../../../testbed/testbed.ts';
import { silentProgress } from '../../../src/terminal/progress.ts';

/** The local cluster, with the suite's image on its nodes. */
export interface LocalCluster {
  /** Its name in `testbed/testbed.ts`. */
  name: string;
  kubeconfig: string;
  /** Name of the suite's image. */
  image: string;
  /** Path of the kubectl that has the cluster's version. */
  kubectlPath: string;
  /** Runs kubectl; returns what it printed. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /** Applies manifests, and does not wait. */
  apply(manifests: readonly object[]): Promise<void>;
}

let made: Promise<LocalCluster> | undefined;

/**
 * The local cluster, brought up if needed; all tests of a process share it. To work on tests, SHAKEDOWN_TEST_CLUSTER names
 * another cluster, and SHAKEDOWN_IMAGE an image that its nodes have already.
 * @param addons what it has to have besides Kubernetes.
 */
export function localCluster(addons: readonly Addon[] = []): Promise<LocalCluster> {
  made ??= make(process.env['SHAKEDOWN_TEST_CLUSTER'] ?? 'shakedown', addons);
  return made;
}

async function make(name: string, addons: readonly Addon[]): Promise<LocalCluster> {
  const { kubeconfig, kubectl: kubectlPath } = await up({ name, addons });
  const kubectl = async (args: readonly string[], input = ''): Promise<string> => {
    const child = spawn(kubectlPath, ['--kubeconfig', kubeconfig, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.end(input);
    const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${errors}`);
    return out;
  };
  return {
    name,
    kubeconfig,
    kubectlPath,
    image: process.env['SHAKEDOWN_IMAGE'] ?? (await loadedImage(name)),
    kubectl,
    apply: async (items) => {
      await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    },
  };
}

async function loadedImage(name: string): Promise<string> {
  const { ref, archive } = await pluginImage(silentProgress);
  await load(name, archive);
  return ref;
}
