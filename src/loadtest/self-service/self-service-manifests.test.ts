import { expect } from 'chai';
import { parse } from 'yaml';
import { configSchema } from '../../config/schema.ts';
import { parseProperties } from '../spec/properties.ts';
import { ownManifests, userManifests } from './self-service-manifests.ts';

const config = configSchema.parse({
  image: 'suite:1',
  load: { bounds: { users: 200, duration: '10m' } },
  objects: { labels: { team: 'qa' } },
});
const own = ownManifests('loadtest', config);
const named = (kind: string, name: string) => own.find((one) => one.kind === kind && one.metadata.name === name);
type Job = {
  spec: {
    suspend: boolean;
    jobTemplate: { spec: { backoffLimit: number; activeDeadlineSeconds: number; template: { spec: Pod } } };
  };
};
type Pod = {
  serviceAccountName: string;
  automountServiceAccountToken: boolean;
  securityContext: object;
  containers: { args: string[]; image: string }[];
};
const job = (name: string) => (named('CronJob', name) as unknown as Job).spec;

describe('A namespace for self-service', () => {
  it('has suspended CronJobs for setup, run and cleanup', () => {
    const jobs = own.filter(({ kind }) => kind === 'CronJob').map(({ metadata: { name } }) => name);
    expect(jobs).to.deep.equal(['loadtest-setup', 'loadtest-run', 'loadtest-cleanup']);
    expect(jobs.map((name) => job(name).suspend)).to.deep.equal([true, true, true]);
  });

  it('runs the test once, as the command on a laptop does, and stores the report', () => {
    const { backoffLimit, activeDeadlineSeconds, template } = job('loadtest-run').jobTemplate.spec;
    expect([backoffLimit, activeDeadlineSeconds]).to.deep.equal([0, 1_500]);
    expect(template.spec.containers[0]).to.deep.include({
      image: 'suite:1',
      args: [
        'loadtest',
        'run',
        '--results-dir',
        '/tmp/results',
        '--keep-report',
        '--namespace',
        'loadtest',
        '--config',
        '/etc/shakedown/shakedown.config.yaml',
      ],
    });
    expect(template.spec).to.deep.include({ serviceAccountName: 'loadtest-sa', automountServiceAccountToken: true });
    expect(template.spec.securityContext).to.include({ runAsNonRoot: true });
  });

  it('gives the account permissions only in its own namespace, and of Secrets only for the token of its platform', () => {
    expect(own.filter(({ kind }) => kind.startsWith('Cluster'))).to.deep.equal([]);
    const { rules } = named('Role', 'loadtest-sa') as unknown as {
      rules: { resources: string[]; verbs: string[]; resourceNames?: string[] }[];
    };
    const resources = rules.flatMap((rule) => rule.resources);
    expect(resources).to.include.members(['deployments', 'services', 'configmaps', 'pods', 'pods/proxy', 'leases']);
    const ofSecrets = rules.filter((rule) => rule.resources.includes('secrets'));
    expect(ofSecrets.map(({ resourceNames }) => resourceNames)).to.deep.equal([['locust-token']]);
    const ofLeases = rules.find((rule) => rule.resources.includes('leases'));
    expect(ofLeases?.verbs).to.deep.equal(['get', 'create', 'patch', 'delete']);
  });

  it('keeps the bounds out of the properties, where app developers cannot raise them', () => {
    const { data } = named('ConfigMap', 'loadtest-config') as unknown as { data: Record<string, string> };
    expect(parse(data['shakedown.config.yaml'] ?? '')).to.deep.include({
      image: 'suite:1',
      load: { bounds: { users: 200, duration: '10m' } },
    });
  });

  it('contains properties that lack only the target, a script, and an empty Secret', () => {
    const [properties, scripts, secret] = userManifests('loadtest', config) as unknown as {
      metadata: { name: string };
      data: Record<string, string>;
    }[];
    expect([properties, scripts, secret].map((one) => one?.metadata.name)).to.deep.equal([
      'locust-properties',
      'locust-scripts',
      'locust-secrets',
    ]);
    const profile = parseProperties(
      { ...properties?.data, TARGET_HOST: 'shop' },
      { workers: 10, users: 100, rate: 100, seconds: 100 },
    );
    expect(Object.keys(scripts?.data ?? {})).to.deep.equal([profile.script]);
  });

  it('has the labels that the cluster requires', () => {
    for (const { metadata } of [...own, ...userManifests('loadtest', config)])
      expect(metadata.labels).to.include({ team: 'qa', 'app.kubernetes.io/managed-by': 'shakedown' });
  });
});
