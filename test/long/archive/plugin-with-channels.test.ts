import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { deployment, namespace, service } from '../../own-cluster/faults/fault.ts';
import { removeSeeds } from '../../own-cluster/faults/remove-seeds.ts';
import { PLUGIN, pluginRuns, type PluginRuns } from './plugin-runs.ts';

/** Prints the headers of each request to its log, and takes it. */
const RECEIVER = `require('node:http').createServer((request, response) => {
  console.log(request.method + ' ' + request.url + ' ' + JSON.stringify(request.headers));
  request.resume().on('end', () => response.writeHead(204).end());
}).listen(8080)`;

describe('A plugin in its pod, with least privilege and Secrets of the cluster,', () => {
  let runs: PluginRuns;
  before(async function () {
    this.timeout('20m');
    runs = await pluginRuns();
    const { local, run } = runs;
    await local.apply([
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
  afterEach(() => runs.remove());
  after(async () => {
    await removeSeeds(runs.local);
    await runs[Symbol.asyncDispose]();
  });

  it('archives its run by itself, signs events with a Secret, and says which Secrets it cannot read', async () => {
    await runs.start('whole', 'workloads/dns/', {
      notify: {
        webhook: { url: 'http://web.receiver', secret: 'secret:receiver/channels/signing', tell: 'always' },
        slack: { webhook: 'secret:receiver/absent/url', tell: 'always' },
        metrics: {
          pushgateway: 'http://web.receiver',
          ...{ username: 'ci', password: 'secret:receiver/channels/absent' },
        },
      },
    });
    await using log = await followLog();
    const { url } = await runs.written('whole', 'results.json');
    const { exit, stdout } = await runs.shakedown(['verdict', url]);
    expect(stdout).to.match(/^PASSED: \d+ passed/);
    expect(exit).to.equal(0);
    const requests = async () => await runs.local.kubectl(['logs', '--namespace=receiver', 'deployment/web']);
    while (!(await requests()).includes('POST')) await sleep(1_000);
    expect(await requests()).to.match(/^POST \/ .*"webhook-signature":"v1,[\w+/=]{44}"/m);
    const text = await log.until(/NOTIFY_NO_SECRET[^]*NOTIFY_NO_SECRET/);
    expect(text).to.match(/not published to slack: NOTIFY_NO_SECRET: secret receiver\/absent cannot be read: .*404/);
    expect(text).to.match(
      /not published to pushgateway: NOTIFY_NO_SECRET: secret receiver\/channels has no key absent\n/,
    );
    expect(text).not.to.contain('a-secret-of-events');
  });

  /** The log of the plugin as it is written: Sonobuoy deletes the pod soon after it has the results, and with it what was logged later. */
  async function followLog(): Promise<{ until(words: RegExp): Promise<string> } & AsyncDisposable> {
    const { kubectl, kubectlPath, kubeconfig } = runs.local;
    await kubectl(['wait', '--namespace=sonobuoy', '--for=create', 'pod', PLUGIN, '--timeout=60s']);
    await kubectl(['wait', '--namespace=sonobuoy', '--for=condition=Ready', 'pod', PLUGIN, '--timeout=60s']);
    const logs = ['logs', '--follow', '--namespace=sonobuoy', PLUGIN, '--container=plugin', '--tail=-1'];
    const child = spawn(kubectlPath, ['--kubeconfig', kubeconfig, ...logs], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
    return {
      until: async (words) => {
        while (!words.test(text)) {
          if (child.exitCode !== null) throw new Error(`the log has ended without ${words}:\n${text}`);
          await sleep(200);
        }
        return text;
      },
      [Symbol.asyncDispose]: async () => {
        child.kill();
        await ended;
      },
    };
  }
});
