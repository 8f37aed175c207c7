import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse, parseAllDocuments } from 'yaml';
import { kinds } from '../src/cluster/kinds/kinds.ts';
import { looksAt, owns } from '../src/cluster/rights/rights.ts';
import { node } from '../src/conditions/kinds/node.ts';
import { configSchema } from '../src/config/schema.ts';
import { leaseRights } from '../src/objects/lease/lease.ts';
import { SERVICE_ACCOUNT } from './rbac.ts';
import { renderPlugin, renderRbac } from './render.ts';

const image = 'registry.example.com/shakedown:1.0';
const plain = configSchema.parse({ image });
const restricted = configSchema.parse({
  image,
  cluster: { name: 'prod-eu' },
  namespaces: { suite: 'qa', workloads: 'qa-workloads' },
  scope: { namespaces: ['shop'] },
  run: { deadline: '10m', focus: "dns|it's" },
  objects: {
    labels: { team: 'platform' },
    tolerations: [{ key: 'spot', operator: 'Exists' }],
    nodeSelector: { pool: 'system' },
    imagePullSecrets: ['registry'],
    imagePullPolicy: 'Always',
  },
  sonobuoy: { namespace: 'qa-sonobuoy', resources: { limits: { cpu: '1', memory: '1Gi' } } },
});
const rights = [
  looksAt(kinds.pods),
  looksAt(kinds.deployments),
  owns(kinds.services, 'suite'),
  owns(kinds.deployments),
  owns(kinds.daemonSets, 'home'),
  ...leaseRights,
  ...node('any').isReady().rights,
];

describe('The rendered plugin', () => {
  for (const [file, text] of [
    ['default.yaml', renderPlugin({ config: plain, version: '1.0.0' })],
    [
      'configured.yaml',
      renderPlugin({
        config: restricted,
        serviceAccount: SERVICE_ACCOUNT,
        environment: { SHAKEDOWN_RUN_ID: 'r1' },
        version: '1.0.0',
      }),
    ],
    ['rbac.yaml', renderRbac({ config: restricted, rights, version: '1.0.0' })],
  ] as const)
    it(`is ${file}`, async () => {
      const path = join(import.meta.dirname, 'golden', file);
      // After a change that is meant: UPDATE_GOLDEN=1, and look at the difference.
      if (process.env['UPDATE_GOLDEN']) await writeFile(path, text);
      expect(text).to.equal(await readFile(path, 'utf8'));
    });

  it('has only keys that Sonobuoy knows: it drops others silently', () => {
    const plugin = parse(renderPlugin({ config: restricted, version: '1.0.0' }));
    expect(plugin).to.have.all.keys('sonobuoy-config', 'spec', 'podSpec', 'config-map');
    expect(plugin['sonobuoy-config']).to.have.all.keys(
      ...['driver', 'plugin-name', 'result-format', 'result-files', 'description'],
    );
  });

  it('contains its configuration for the runner', () => {
    const plugin = parse(renderPlugin({ config: restricted, version: '1.0.0' }));
    const carried = configSchema.parse(parse(plugin['config-map']['shakedown.config.yaml']));
    expect({ ...carried, image, run: { ...carried.run, deadline: '10m' } }).to.deep.equal(restricted);
  });

  it('names the specs of its image, not a directory of the machine that rendered it', () => {
    const config = configSchema.parse({ image, run: { specs: '/home/ann/specs' } });
    const plugin = parse(renderPlugin({ config, version: '1.0.0' }));
    expect(parse(plugin['config-map']['shakedown.config.yaml'])).to.deep.equal({ run: { specs: '/specs' } });
  });

  it('carries nothing of the commands that build and delete the cluster', () => {
    const config = configSchema.parse({ image, nightly: { build: './up --token-file t', delete: './down' } });
    expect(renderPlugin({ config, version: '1.0.0' })).to.equal(renderPlugin({ config: plain, version: '1.0.0' }));
  });

  it('is refused without an image', () => {
    expect(() => renderPlugin({ config: configSchema.parse({}), version: '1.0.0' })).to.throw(
      'CONFIG_NO_IMAGE: no --image, no SHAKEDOWN_IMAGE and no `image` in the configuration\n' +
        '  expected: the image of the suite to be named\n' +
        '  do:       push the image to a registry that the nodes can reach, and name it: --image REGISTRY/shakedown:TAG',
    );
  });

  it('is refused with limits below the requests, which every API server refuses', () => {
    const config = configSchema.parse({ image, sonobuoy: { resources: { limits: { memory: '110Mi' } } } });
    expect(() => renderPlugin({ config, version: '1.0.0' })).to.throw(
      'CONFIG_RESOURCES: a limit of 110Mi and a request of 192Mi\n' +
        '  expected: sonobuoy.resources.limits.memory to be at least the request\n' +
        '  do:       raise sonobuoy.resources.limits.memory, or lower sonobuoy.resources.requests.memory',
    );
  });

  it('names each namespace once when suite and workloads share one', () => {
    const config = configSchema.parse({ namespaces: { suite: 'qa', workloads: 'qa' } });
    const names = parseAllDocuments(renderRbac({ config, rights, version: '1.0.0' })).map((document) => {
      const { kind, metadata } = document.toJS();
      return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
    });
    expect(names).to.deep.equal([...new Set(names)]);
  });
});
