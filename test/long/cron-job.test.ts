import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { localCluster, type LocalCluster } from '../cluster/specs/local-cluster.ts';

const deploy = resolve(import.meta.dirname, '../../deploy');
const NAMESPACE = 'shakedown-nightly';

describe('The CronJob of deploy/', () => {
  let cluster: LocalCluster;
  let overlay: string;
  before(async () => {
    cluster = await localCluster();
    overlay = await mkdtemp(join(tmpdir(), 'overlay-'));
    const [newName, newTag] = cluster.image.split(/:(?=[^/]*$)/);
    const from = (name: string) => relative(overlay, join(deploy, name));
    await writeFile(
      join(overlay, 'kustomization.yaml'),
      stringify({
        ...{ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' },
        resources: [from('base')],
        components: [from('network-policy')],
        images: [{ name: 'shakedown', newName, newTag }],
        configMapGenerator: [
          { name: 'shakedown-config', namespace: NAMESPACE, behavior: 'replace', files: ['shakedown.config.yaml'] },
        ],
      }),
    );
    await writeFile(
      join(overlay, 'shakedown.config.yaml'),
      stringify({
        cluster: { name: 'testbed' },
        run: { focus: 'workloads/(dns|service/default)/' },
        time: { settle: '20s' },
        objects: { imagePullPolicy: 'Never' },
      }),
    );
    await cluster.kubectl(['apply', '-k', overlay]);
  });
  after(async () => {
    await cluster.kubectl(['delete', '-k', overlay, '--wait', '--timeout=180s']);
    await rm(overlay, { recursive: true });
  });

  const start = (name: string) =>
    cluster.kubectl(['create', 'job', `--namespace=${NAMESPACE}`, '--from=cronjob/shakedown', name]);
  const log = (name: string) => cluster.kubectl(['logs', `--namespace=${NAMESPACE}`, `job/${name}`]);
  const ended = (name: string, condition: string) =>
    cluster.kubectl([
      'wait',
      `--namespace=${NAMESPACE}`,
      `--for=condition=${condition}`,
      `job/${name}`,
      '--timeout=5m',
    ]);

  it('runs the suite with its own roles and without Sonobuoy, and its log ends with the verdict', async () => {
    await start('healthy');
    await ended('healthy', 'Complete');
    expect(await log('healthy')).to.match(/\nPASSED: \d+ passed of \d+ selected in .* of cluster testbed\n$/);
  });

  it('fails, and is not repeated, when the verdict is not passed', async () => {
    await cluster.apply([
      {
        ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'points-nowhere', namespace: 'default' } },
        spec: { selector: { app: 'nobody' }, ports: [{ port: 80 }] },
      },
    ]);
    try {
      await start('unhealthy');
      await ended('unhealthy', 'Failed');
      expect(await log('unhealthy')).to.match(/\nFAILED: .* of cluster testbed\n$/);
      const pods = ['get', 'pods', `--namespace=${NAMESPACE}`, '--selector=job-name=unhealthy', '--output=name'];
      expect((await cluster.kubectl(pods)).trim().split('\n')).to.have.length(1);
    } finally {
      await cluster.kubectl(['delete', 'service', 'points-nowhere', '--namespace=default']);
    }
  });
});
