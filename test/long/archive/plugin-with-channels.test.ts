import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { prepareLocalRun, type LocalRun } from '../../scripts/local-run.ts';
import { openBucket } from '../../src/archive/bucket.ts';
import { configSchema } from '../../src/config/schema.ts';
import { silentProgress } from '../../src/terminal/progress.ts';
import { shakedown } from '../no-cluster/cli/command-line.ts';
import { withEnvironment } from '../no-cluster/archive/s3-server.ts';
import { localCluster, type LocalCluster } from '../cluster/specs/local-cluster.ts';
import { deployment, namespace, service } from '../own-cluster/faults/fault.ts';
import { removeSeeds } from '../own-cluster/faults/remove-seeds.ts';

/** Of the add-on `s3`. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'shakedown', AWS_SECRET_ACCESS_KEY: 'shakedown' };
const PLUGIN = '--selector=sonobuoy-plugin=shakedown';
const { signal } = new AbortController();

/** Prints the headers of each request to its log, and takes it. */
const RECEIVER = `require('node:http').createServer((request, response) => {
  console.log(request.method + ' ' + request.url + ' ' + JSON.stringify(request.headers));
  request.resume().on('end', () => response.writeHead(204).end());
}).listen(8080)`;

describe('A plugin in its pod, with least privilege and Secrets of the cluster,', () => {
  let local: LocalCluster;
  let run: LocalRun;
  let directory: string;
  let forward: { endpoint: string } & AsyncDisposable;
  let environment: Disposable;
  before(async function () {
    this.timeout('20m');
    environment = withEnvironment({ ...CREDENTIALS, AWS_PROFILE: undefined });
    local = await localCluster(['s3']);
    run = await prepareLocalRun(silentProgress, local.name, ['s3']);
    directory = await mkdtemp(join(tmpdir(), 'plugin-'));
    forward = await forwarded();
    const archive = { endpoint: forward.endpoint };
    await writeFile(join(directory, 'shakedown.config.yaml'), stringify({ archive }));
    await local.apply([
      namespace('slow-start'),
      // A check waits for it, so that the run lasts.
      deployment({ namespace: 'slow-start', image: run.image, knobs: ['--startup-delay=60s'] }),
      namespace('receiver'),
      {
        ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'channels', namespace: 'receiver' } },
        stringData: { signing: 'a-secret-of-events' },
      },
      deployment({
        ...{ namespace: 'receiver', image: run.image },
        pod: {
          containers: [
            {
              ...{ name: 'app', image: run.image, command: ['node', '--eval', RECEIVER] },
              readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
            },
          ],
        },
      }),
      service('receiver', { ports: [{ port: 80, targetPort: 8080 }] }),
    ]);
    await local.kubectl(['rollout', 'status', 'deployment/web', '--namespace=receiver', '--timeout=60s']);
  });
  afterEach(async () => {
    await execa(run.sonobuoy, ['delete', '--wait', '--kubeconfig', run.kubeconfig]);
    await local.kubectl(['delete', '--ignore-not-found', '--filename', join(directory, 'rbac.yaml'), '--wait']);
  });
  after(async () => {
    await removeSeeds(local);
    await forward[Symbol.asyncDispose]();
    environment[Symbol.dispose]();
    await rm(directory, { recursive: true });
  });

  it('leaves what it measured in S3 when its pod is killed; the verdict is incomplete', async () => {
    await start('killed', 'workloads/(dns|deployment/(slow-start|kube-system))/');
    const [journal] = await written('killed', /\/journal\.ndjson$/, (text) => text.includes('"passed"'));
    await local.kubectl(['delete', 'pod', '--namespace=sonobuoy', PLUGIN, '--grace-period=0', '--force']);
    const url = `s3://runs/${journal?.key.replace(/\/journal\.ndjson$/, '')}`;
    const { exit, stdout, stderr } = await read(['verdict', url]);
    // Whether there is time to tell that it was stopped depends on the kubelet.
    expect(stdout, stderr).to.match(
      /^INCOMPLETE: \d+ not run, [1-9]\d* passed, of \d+ selected tests.*; the run (has not ended: it goes on, or was killed|was stopped by SIGTERM); .*; run \S+ of cluster killed\n$/,
    );
    expect(exit).to.equal(4);
  });

  it('archives its run by itself, signs events with a Secret, and says which Secrets it cannot read', async () => {
    await start('whole', 'workloads/dns/', {
      notify: {
        webhook: { url: 'http://web.receiver', secret: 'secret:receiver/channels/signing', tell: 'always' },
        slack: { webhook: 'secret:receiver/absent/url', tell: 'always' },
        metrics: {
          pushgateway: 'http://web.receiver',
          ...{ username: 'ci', password: 'secret:receiver/channels/absent' },
        },
      },
    });
    const [results] = await written('whole', /\/results\.json$/, () => true);
    const { exit, stdout } = await read(['verdict', `s3://runs/${results?.key.replace(/\/results\.json$/, '')}`]);
    expect(stdout).to.match(/^PASSED: \d+ passed/);
    expect(exit).to.equal(0);
    const requests = async () => await local.kubectl(['logs', '--namespace=receiver', 'deployment/web']);
    while (!(await requests()).includes('POST')) await sleep(1_000);
    expect(await requests()).to.match(/^POST \/ .*"webhook-signature":"v1,[\w+/=]{44}"/m);
    const log = await logUntil(/NOTIFY_NO_SECRET[^]*NOTIFY_NO_SECRET/);
    expect(log).to.match(/not published to slack: NOTIFY_NO_SECRET: secret receiver\/absent cannot be read: .*404/);
    expect(log).to.match(
      /not published to pushgateway: NOTIFY_NO_SECRET: secret receiver\/channels has no key absent\n/,
    );
    expect(log).not.to.contain('a-secret-of-events');
  });

  /** Starts a run by Sonobuoy, with the roles that the suite writes. @param name of the cluster in the archive. */
  async function start(name: string, focus: string, more: object = {}): Promise<void> {
    const at = (file: string) => join(directory, file);
    const config = {
      ...{ cluster: { name }, image: run.image, run: { focus, deadline: '5m' }, objects: { imagePullPolicy: 'Never' } },
      sonobuoy: { image: run.sonobuoyImage, imagePullPolicy: 'Never', environmentFrom: ['shakedown-archive'] },
      archive: { bucket: 'runs', endpoint: 'http://versitygw.s3.svc:7070' },
      ...more,
    };
    await writeFile(at('config.yaml'), stringify(config));
    const { exit, stderr } = await shakedown([
      ...['plugin', '--config', at('config.yaml'), '--rbac', at('rbac.yaml'), '--sonobuoy-config', at('sonobuoy.json')],
      ...['--output', at('plugin.yaml'), '--kubeconfig', run.kubeconfig],
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
  }

  /** Waits for objects of a cluster in the archive. */
  async function written(cluster: string, key: RegExp, isMeant: (text: string) => boolean) {
    const { archive } = configSchema.parse({ archive: { bucket: 'runs', endpoint: forward.endpoint } });
    using bucket = await openBucket(archive);
    for (;;) {
      const found: { key: string }[] = [];
      for await (const one of bucket.keys(`shakedown/${cluster}/`, signal))
        if (key.test(one) && isMeant((await bucket.read(one, 1_024 ** 3, signal))?.bytes.toString() ?? ''))
          found.push({ key: one });
      if (found.length > 0) return found;
      await sleep(1_000);
    }
  }

  async function read(args: readonly string[]) {
    return await shakedown(args, { cwd: directory, env: CREDENTIALS });
  }

  /** The log of the plugin when it has what is looked for. */
  async function logUntil(words: RegExp): Promise<string> {
    for (;;) {
      const log = await local.kubectl(['logs', '--namespace=sonobuoy', PLUGIN, '--container=plugin', '--tail=-1']);
      if (words.test(log)) return log;
      await sleep(1_000);
    }
  }

  /** The server of S3 on a port of this machine. */
  async function forwarded(): Promise<{ endpoint: string } & AsyncDisposable> {
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
});
