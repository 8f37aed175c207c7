import { expect } from 'chai';
import { masterPolicy } from './network-policy.ts';
import {
  guardConfigMap,
  masterDeployment,
  masterService,
  workerDeployment,
  type PlatformSettings,
} from './platform-manifests.ts';

const settings: PlatformSettings = {
  namespace: 'loadtest',
  name: 'locust',
  image: 'locust:1',
  profile: {
    workers: 3,
    script: 'buy.py',
    target: 'https://shop.web',
    paths: ['/', '/cart'],
    tls: 'insecure',
    environment: { REGION: 'eu' },
  },
  bounds: { workers: 10, users: 100, rate: 500, seconds: 600 },
  guard: new Map([['shakedown_guard.py', 'code']]),
  scripts: [{ name: 'locust-scripts' }, { name: 'locust-scripts-2' }],
  secret: 'locust-secrets',
  loadBalancer: false,
  tokenDigest: 'abc',
  resources: {
    master: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    worker: { requests: { cpu: '500m', memory: '128Mi' }, limits: { memory: '512Mi' } },
  },
  simulated: [],
};
type Seen = {
  spec: {
    replicas: number;
    selector: { matchLabels: object };
    template: { metadata: { labels: object }; spec: { volumes: object[]; containers: Container[] } };
  };
};
type Container = {
  env: { name: string; value?: unknown; valueFrom?: unknown }[];
  envFrom?: object[];
  command?: unknown;
  args?: unknown;
  resources: object;
};
const made = (manifest: unknown) => (manifest as Seen).spec;
const container = (manifest: unknown) => made(manifest).template.spec.containers[0]!;
const environment = (manifest: unknown) =>
  Object.fromEntries(container(manifest).env.map(({ name, value }) => [name, value]));

describe('The objects of a Locust platform', () => {
  it('are as many workers as asked for, and one master', () => {
    expect([made(masterDeployment(settings)).replicas, made(workerDeployment(settings)).replicas]).to.deep.equal([
      1, 3,
    ]);
  });

  it('configure Locust by its own variables alone, so that any image of Locust can be used', () => {
    expect(container(workerDeployment(settings))).to.not.have.any.keys('command', 'args');
    expect(environment(workerDeployment(settings))).to.deep.equal({
      HOME: '/tmp',
      REGION: 'eu',
      LOCUST_LOCUSTFILE:
        '/opt/shakedown-guard/shakedown_start.py,/var/loadtest/buy.py,/opt/shakedown-guard/shakedown_guard.py',
      LOCUST_HOST: 'https://shop.web',
      TARGET_HOST: 'https://shop.web',
      TARGET_PATHS: '["/","/cart"]',
      TARGET_TLS: 'insecure',
      SHAKEDOWN_MAX_USERS: '100',
      SHAKEDOWN_MAX_SECONDS: '600',
      SHAKEDOWN_MAX_RATE: '500',
      LOCUST_MODE_WORKER: 'true',
      LOCUST_MASTER_NODE_HOST: 'locust-master',
    });
    expect(environment(masterDeployment(settings))).to.include({
      LOCUST_MODE_MASTER: 'true',
      LOCUST_EXPECT_WORKERS: '3',
    });
  });

  it('lead the workers to the address of their master, where it has one, for DNS may have an older one', () => {
    const host = (address?: string) => environment(workerDeployment(settings, address))['LOCUST_MASTER_NODE_HOST'];
    expect([host('10.0.0.7'), host('fd00::7'), host('None'), host()]).to.deep.equal([
      '10.0.0.7',
      'locust-master',
      'locust-master',
      'locust-master',
    ]);
  });

  it('give variables as text, which is all that the API server takes', () => {
    for (const manifest of [masterDeployment(settings), workerDeployment(settings)])
      expect(container(manifest).env.filter(({ value }) => typeof value !== 'string')).to.deep.equal([]);
  });

  it('give variables and paths to the script as they are, which Kubernetes would expand', () => {
    const texts = ['$(HOME)', '$$', 'a$', '$x and $$(y)', '/cart/$(id)'];
    const environment = Object.fromEntries(texts.map((text, at) => [`V${at}`, text]));
    const manifest = workerDeployment({
      ...settings,
      profile: { ...settings.profile, environment, paths: ['/$(id)'] },
    });
    const value = (name: string) => container(manifest).env.find((one) => one.name === name)?.value;
    expect(texts.map((_, at) => value(`V${at}`))).to.deep.equal([
      ...['$$(HOME)', '$$$$', 'a$$', '$$x and $$$$(y)', '/cart/$$(id)'],
    ]);
    expect(value('TARGET_PATHS')).to.equal('["/$$(id)"]');
  });

  it('give the Secret to master and workers alike, and none when there is none', () => {
    const { secret: _, ...without } = settings;
    for (const make of [masterDeployment, workerDeployment]) {
      expect(container(make(settings)).envFrom).to.deep.equal([{ secretRef: { name: 'locust-secrets' } }]);
      expect(container(make(without))).to.not.have.property('envFrom');
    }
  });

  it('mount all parts of the scripts into one directory, and the guard into another', () => {
    expect(made(masterDeployment(settings)).template.spec.volumes).to.deep.equal([
      { name: 'guard', configMap: { name: 'locust-guard' } },
      {
        name: 'scripts',
        projected: {
          sources: [{ configMap: { name: 'locust-scripts' } }, { configMap: { name: 'locust-scripts-2' } }],
        },
      },
      { name: 'tmp', emptyDir: {} },
    ]);
    expect(guardConfigMap(settings)).to.deep.include({ data: { 'shakedown_guard.py': 'code' } });
  });

  it('run the default users when no script is named', () => {
    const manifest = workerDeployment({ ...settings, profile: { ...settings.profile, script: '' } });
    expect(environment(manifest)['LOCUST_LOCUSTFILE']).to.equal(
      '/opt/shakedown-guard/shakedown_start.py,/opt/shakedown-guard/shakedown_user.py,/opt/shakedown-guard/shakedown_guard.py',
    );
  });

  it('have selectors that match their own pods only', () => {
    for (const manifest of [masterDeployment(settings), workerDeployment(settings)])
      expect(made(manifest).selector.matchLabels).to.deep.equal(made(manifest).template.metadata.labels);
    expect(made(masterDeployment(settings)).selector).to.not.deep.equal(made(workerDeployment(settings)).selector);
  });

  it('demand a token of who gives orders, and a login where there is one, on the master alone', () => {
    const access = (manifest: unknown) =>
      container(manifest).env.filter(({ name }) => /SHAKEDOWN_(TOKEN|LOGIN)/.test(name));
    const token = { name: 'SHAKEDOWN_TOKEN_SHA256', value: 'abc' };
    const login = (name: string, key: string) => ({ name, valueFrom: { secretKeyRef: { name: 'dashboard', key } } });
    expect(access(masterDeployment(settings))).to.deep.equal([token]);
    expect(access(masterDeployment({ ...settings, login: 'dashboard' }))).to.deep.equal([
      token,
      login('SHAKEDOWN_LOGIN_USER', 'username'),
      login('SHAKEDOWN_LOGIN_PASSWORD', 'password'),
    ]);
    expect(access(workerDeployment({ ...settings, login: 'dashboard' }))).to.deep.equal([]);
  });

  it('let only its own workers reach the master, and everybody the port that demands a token', () => {
    const { spec } = masterPolicy(settings) as unknown as { spec: { podSelector: object; ingress: object[] } };
    const labels = (manifest: unknown) => made(manifest).template.metadata.labels;
    expect(spec).to.deep.equal({
      podSelector: { matchLabels: labels(masterDeployment(settings)) },
      policyTypes: ['Ingress'],
      ingress: [
        { from: [{ podSelector: { matchLabels: labels(workerDeployment(settings)) } }] },
        { ports: [{ port: 8_089, protocol: 'TCP' }] },
      ],
    });
  });

  it('serve workers and dashboard inside of the cluster by one Service', () => {
    const { spec } = masterService(settings) as unknown as { spec: { type: string; ports: { port: number }[] } };
    expect([spec.type, ...spec.ports.map(({ port }) => port)]).to.deep.equal(['ClusterIP', 5_557, 5_558, 8_089]);
  });
});
