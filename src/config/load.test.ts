import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadConfig, type ConfigSources } from './load.ts';
import { configSchema } from './schema.ts';

describe('The configuration', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'config-'))));
  afterEach(() => rm(directory, { recursive: true }));

  const load = (sources: Partial<ConfigSources> = {}) => loadConfig({ environment: {}, flags: [], ...sources });
  const file = async (text: string) => {
    const path = join(directory, 'c.yaml');
    await writeFile(path, text);
    return path;
  };

  it('has the defaults when nothing is set', async () => {
    const { config, origins, file: name } = await load();
    expect(config).to.deep.equal(configSchema.parse({}));
    expect(new Set(origins.values())).to.deep.equal(new Set(['default']));
    expect(name).to.equal(undefined);
  });

  it('prefers flags, then the environment, then the file, then the defaults, and keeps the origin', async () => {
    const path = await file('run:\n  focus: file\n  skip: file\n  concurrency: 3\nimage: file\n');
    const { config, origins } = await load({
      file: path,
      environment: { E2E_FOCUS: 'environment', E2E_SKIP: 'environment' },
      flags: [{ path: 'run.focus', value: 'flag', origin: '--focus' }],
    });
    expect(config.run).to.include({ focus: 'flag', skip: 'environment', concurrency: 3, deadline: '45m' });
    expect(Object.fromEntries(origins)).to.include({
      'run.focus': '--focus',
      'run.skip': 'E2E_SKIP',
      'run.concurrency': `${path}:4:3`,
      'run.deadline': 'default',
      image: `${path}:5:1`,
    });
  });

  it('gives each setting the type of its key', async () => {
    const flags = Object.entries({
      'run.concurrency': '7',
      'run.dryRun': '1',
      'run.targets': 'apps, dns',
      'scope.namespaces': '[shop, "web-*"]',
      'objects.labels': 'team=core,tier=web',
      'objects.annotations.example.com/owner': 'a=b',
      'objects.tolerations': '[{key: spot, operator: Exists}]',
    }).map(([path, value]) => ({ path, value, origin: '--set' }));
    const { config } = await load({
      flags: [...flags, { path: 'run.disruptive', value: true, origin: '--disruptive' }],
    });
    expect(config.run).to.deep.include({ concurrency: 7, dryRun: true, disruptive: true, targets: ['apps', 'dns'] });
    expect(config.scope.namespaces).to.deep.equal(['shop', 'web-*']);
    expect(config.objects).to.deep.include({
      labels: { team: 'core', tier: 'web' },
      annotations: { 'example.com/owner': 'a=b' },
      tolerations: [{ key: 'spot', operator: 'Exists' }],
    });
  });

  it('merges maps and replaces lists', async () => {
    const path = await file('objects:\n  labels: {team: core, tier: web}\nscope:\n  namespaces: [a, b]\n');
    const { config, origins } = await load({
      file: path,
      flags: [
        { path: 'objects.labels.tier', value: 'db', origin: '--set objects.labels.tier' },
        { path: 'scope.namespaces', value: 'c', origin: '--set scope.namespaces' },
      ],
    });
    expect(config.objects.labels).to.deep.equal({ team: 'core', tier: 'db' });
    expect(config.scope.namespaces).to.deep.equal(['c']);
    expect(origins.get('objects.labels')).to.equal(`${path}:2:3, --set objects.labels.tier`);
  });

  const refusal = async (settings: Record<string, string>, text = '') => {
    const flags = Object.entries(settings).map(([path, value]) => ({ path, value, origin: '--set' }));
    try {
      await load({ file: await file(text), flags });
      return undefined;
    } catch (error) {
      return (error as { seen: string }).seen.replaceAll(directory, 'DIR');
    }
  };

  for (const key of ['namespaces.suite', 'namespaces.workloads']) {
    for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease', 'kube-x'])
      it(`does not take ${name} as ${key}: it is not for the suite to change`, async () => {
        expect(await refusal({ [key]: name })).to.equal(
          `--set: ${key} is the text '${name}': a namespace of Kubernetes itself; give the suite one of its own`,
        );
      });

    it(`does not take the namespace of Sonobuoy as ${key}: its account would have the rights of the suite there`, async () => {
      const seen = `--set: ${key} is 'ops', as sonobuoy.namespace is; give the suite a namespace of its own`;
      expect(await refusal({ [key]: 'ops', 'sonobuoy.namespace': 'ops' })).to.equal(seen);
      expect(await refusal({ [key]: 'ops' }, 'sonobuoy:\n  namespace: ops\n')).to.equal(seen);
      expect(await refusal({ [key]: 'sonobuoy', 'sonobuoy.namespace': 'ops' })).to.equal(undefined);
      expect(await refusal({ [key]: 'kubernetes-tests' })).to.equal(undefined);
    });
  }

  it('is refused with all problems of all sources', async () => {
    const path = await file('run:\n  focsu: x\n');
    const flags = [
      { path: 'run.concurrency', value: 'many', origin: '--concurrency' },
      { path: 'scope.namespace', value: 'a', origin: '--set scope.namespace' },
    ];
    const error = await failure(load({ file: path, environment: { E2E_DRYRUN: 'perhaps' }, flags }));
    expect(error.message).to.equal(
      [
        `CONFIG_INVALID: ${path}:2:3: unknown key 'run.focsu'; did you mean 'run.focus'?`,
        "                --set scope.namespace: unknown key 'scope.namespace'; did you mean 'scope.namespaces'?",
        "                E2E_DRYRUN: run.dryRun takes true or false, not the text 'perhaps'",
        "                --concurrency: run.concurrency takes a whole number, not the text 'many'",
        '  expected: a configuration that can be used',
        '  do:       fix it; `shakedown config schema` describes every key',
      ].join('\n'),
    );
  });

  it('is refused when the named file cannot be read', async () => {
    const path = join(directory, 'none.yaml');
    const error = await failure(load({ file: path }));
    expect(error.message).to.equal(
      [
        `CONFIG_UNREADABLE: ${path} does not exist (ENOENT)`,
        '  expected: the configuration file can be read',
        '  do:       give the path of a file with --config, or leave it out to use ./shakedown.config.yaml',
      ].join('\n'),
    );
  });

  it('is refused when the named file is a directory, which may have one in it', async () => {
    const refused = async (todo: string) =>
      expect((await failure(load({ file: directory }))).message).to.equal(
        [
          `CONFIG_UNREADABLE: ${directory} is a directory, and not a file (EISDIR)`,
          '  expected: the configuration file can be read',
          `  do:       ${todo}`,
        ].join('\n'),
      );
    await refused('give the path of a file with --config, or leave it out to use ./shakedown.config.yaml');
    await writeFile(join(directory, 'shakedown.config.yaml'), '');
    await refused(`name the file in it: --config ${join(directory, 'shakedown.config.yaml')}`);
  });

  it('is found, in a plugin, where Sonobuoy mounts it', async () => {
    await writeFile(join(directory, 'shakedown.config.yaml'), 'image: mounted\n');
    const environment = { SONOBUOY: 'true', SONOBUOY_CONFIG_DIR: directory };
    expect((await load({ environment })).config.image).to.equal('mounted');
    expect((await load({ environment: { SONOBUOY_CONFIG_DIR: directory } })).config.image).to.equal('');
  });
});

async function failure(loading: Promise<unknown>): Promise<Error> {
  return await loading.then(
    () => expect.fail('it was accepted'),
    (error: unknown) => error as Error,
  );
}
