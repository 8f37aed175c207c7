import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { prepareLocalRun, type LocalRun } from '../../../scripts/local-run.ts';
import { openBucket } from '../../../src/archive/bucket.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { silentProgress } from '../../../src/terminal/progress.ts';
import { shakedown } from '../../no-cluster/cli/command-line.ts';
import { withEnvironment } from '../../no-cluster/archive/s3-server.ts';
import { localCluster, type LocalCluster } from '../../cluster/specs/local-cluster.ts';

/** Of the add-on `s3`. */
export const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'shakedown', AWS_SECRET_ACCESS_KEY: 'shakedown' };

/** The address of the add-on `s3` inside of the cluster. */
export const INSIDE = 'http://versitygw.s3.svc:7070';

/** Selects the pod of the plugin. */
export const PLUGIN = '--selector=sonobuoy-plugin=shakedown';

const { signal } = new AbortController();

/** Runs of the plugin in its pod that Sonobuoy starts alone, with the roles that the suite writes, and an archive in the cluster. */
export interface PluginRuns extends AsyncDisposable {
  local: LocalCluster;
  run: LocalRun;
  /** Of the server of S3, on this machine. */
  endpoint: string;
  /** Starts a run. @param name of the cluster in the archive. @param more of the configuration. */
  start(name: string, focus: string, more?: object): Promise<void>;
  /** Waits for an object of a cluster in the archive. @returns its run's URL, and its text. */
  written(name: string, file: string, isMeant?: (text: string) => boolean): Promise<{ url: string; text: string }>;
  /** Runs `shakedown` where the server of S3 is configured. */
  shakedown(args: readonly string[]): ReturnType<typeof shakedown>;
  /** Removes what a run has left. */
  remove(): Promise<void>;
}

/** Brings up what such runs need. */
export async function pluginRuns(): Promise<PluginRuns> {
  await using made = new AsyncDisposableStack();
  made.use(withEnvironment({ ...CREDENTIALS, AWS_PROFILE: undefined }));
  const local = await localCluster(['s3']);
  const run = await prepareLocalRun(silentProgress, local.name, ['s3']);
  const directory = await mkdtemp(join(tmpdir(), 'plugin-'));
  made.defer(() => rm(directory, { recursive: true }));
  const { endpoint } = made.use(await forwarded(local));
  const { archive } = configSchema.parse({ archive: { bucket: 'runs', endpoint } });
  // Runs of an earlier test would be taken for those of this one.
  using bucket = await openBucket(archive);
  for await (const key of bucket.keys('shakedown/', signal)) await bucket.remove(key, signal);
  const at = (file: string) => join(directory, file);
  await writeFile(at('shakedown.config.yaml'), stringify({ archive: { endpoint } }));
  const ended = made.move();
  return {
    ...{ local, run, endpoint },
    start: async (name, focus, more = {}) => {
      const config = {
        ...{ cluster: { name }, image: run.image, run: { focus, deadline: '5m' } },
        objects: { imagePullPolicy: 'Never' },
        sonobuoy: { image: run.sonobuoyImage, imagePullPolicy: 'Never', environmentFrom: ['shakedown-archive'] },
        archive: { bucket: 'runs', endpoint: INSIDE },
        ...more,
      };
      await writeFile(at('config.yaml'), stringify(config));
      const { exit, stderr } = await shakedown([
        ...['plugin', '--config', at('config.yaml'), '--rbac', at('rbac.yaml')],
        ...['--sonobuoy-config', at('sonobuoy.json'), '--output', at('plugin.yaml'), '--kubeconfig', run.kubeconfig],
      ]);
      expect(exit, stderr).to.equal(0);
      await local.kubectl(['apply', '--filename', at('rbac.yaml')]);
      await local.apply([
        {
          ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'shakedown-archive', namespace: 'sonobuoy' } },
          stringData: CREDENTIALS,
        },
      ]);
      await execa(run.sonobuoy, [
        ...['run', '--config', at('sonobuoy.json'), '--plugin', at('plugin.yaml'), '--kubeconfig', run.kubeconfig],
        ...['--sonobuoy-image', run.sonobuoyImage, '--image-pull-policy', 'Never'],
        ...['--skip-preflight=existingnamespace', '--aggregator-permissions=clusterRead'],
      ]);
    },
    written: async (name, file, isMeant = () => true) => {
      using here = await openBucket(archive);
      for (;;) {
        for await (const key of here.keys(`shakedown/${name}/`, signal)) {
          if (!key.endsWith(`/${file}`)) continue;
          const text = (await here.read(key, 1_024 ** 3, signal))?.bytes.toString() ?? '';
          if (isMeant(text)) return { url: `s3://runs/${key.slice(0, -file.length)}`, text };
        }
        await sleep(1_000);
      }
    },
    shakedown: async (args) => await shakedown(args, { cwd: directory, env: CREDENTIALS }),
    remove: async () => {
      await execa(run.sonobuoy, ['delete', '--wait', '--kubeconfig', run.kubeconfig]);
      if (existsSync(at('rbac.yaml')))
        await local.kubectl(['delete', '--ignore-not-found', '--filename', at('rbac.yaml'), '--wait']);
    },
    [Symbol.asyncDispose]: () => ended.disposeAsync(),
  };
}

/** The server of S3 in the cluster, on a port of this machine. */
async function forwarded(local: LocalCluster): Promise<{ endpoint: string } & AsyncDisposable> {
  const child = spawn(
    local.kubectlPath,
    ['--kubeconfig', local.kubeconfig, 'port-forward', '--namespace=s3', 'service/versitygw', ':7070'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const port = /127\.0\.0\.1:(\d+) ->/.exec(line)?.[1];
  return {
    endpoint: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await ended;
    },
  };
}
