import { join } from 'node:path';
import { expect } from 'chai';
import type { Right } from '../src/cluster/rights/rights.ts';
import { configSchema } from '../src/config/schema.ts';
import { rightsOfSuite } from '../src/run/plan/catalogue.ts';
import { shareModules } from '../src/authoring/module-hooks.ts';
import { rbacManifests } from './rbac.ts';
import type { Rule } from '../src/cluster/rights/roles.ts';

const config = configSchema.parse({});
const { suite, workloads } = config.namespaces;

describe('The roles of the plugin', () => {
  let rights: Right[];
  let granted: Map<string, Set<string>>;
  before(async () => {
    const undo = shareModules();
    rights = await rightsOfSuite([join(import.meta.dirname, '../specs')], config);
    undo();
    granted = new Map();
    for (const { kind, metadata, rules } of rbacManifests({ config, rights }))
      if (kind === 'Role' || kind === 'ClusterRole')
        granted.set(metadata.namespace ?? '', new Set((rules as Rule[]).flatMap(single)));
  });

  it('grant exactly the permissions that the runner and the specs declare', () => {
    const used = (...scopes: Right['scope'][]) =>
      new Set(rights.filter(({ scope }) => scopes.includes(scope)).flatMap(ofRight));
    expect(granted.get('')).to.deep.equal(used('cluster'));
    expect(granted.get(suite)).to.deep.equal(used('suite', 'home'));
    expect(granted.get(workloads)).to.deep.equal(used('suite', 'workloads'));
    expect(granted.get('kube-node-lease')).to.deep.equal(used('node leases'));
    expect(granted.get('kube-system')).to.deep.equal(used('cluster DNS'));
  });

  it('only read what does not belong to the suite', () => {
    const verbs = new Set([...(granted.get('') ?? [])].map((one) => one.split(' ')[0]));
    expect([...verbs]).to.have.members(['get', 'list', 'watch']);
  });

  it('allow the Lease and the probe agents only in the suite’s own namespace, and replace no object as a whole', () => {
    const inWorkloads = [...(granted.get(workloads) ?? [])].filter((one) => /leases|daemonsets/.test(one));
    expect(inWorkloads).to.deep.equal([]);
    const updates = [...granted.values()].flatMap((rules) => [...rules].filter((rule) => rule.startsWith('update ')));
    expect(updates).to.deep.equal([]);
  });

  it('grant in the suite’s own namespace what the probe agents need, in the one for workloads what those need, and nothing in both', () => {
    const own = (name: string) => [...(granted.get(name) ?? [])].filter((one) => !/^(get|list|watch) /.test(one));
    expect(own(suite).toSorted((a, b) => (a < b ? -1 : 1))).to.deep.equal(
      [
        ...['create', 'delete', 'patch'].map((verb) => `${verb} daemonsets.apps`),
        ...['create', 'delete', 'patch'].map((verb) => `${verb} leases.coordination.k8s.io`),
        'create pods/proxy',
        'create services',
        'delete pods',
        'delete services',
        'patch services',
      ].toSorted((a, b) => (a < b ? -1 : 1)),
    );
    expect(own(workloads)).to.include.members(['create deployments.apps', 'create services', 'delete pods']);
    expect(own(workloads)).to.not.include('create daemonsets.apps');
  });

  it('read Leases only in the namespaces of the suite and of the nodes, and those of the nodes only one by one', () => {
    const leases = (name: string) => [...(granted.get(name) ?? [])].filter((one) => one.includes('leases'));
    expect(leases('')).to.deep.equal([]);
    expect(leases(workloads)).to.deep.equal([]);
    expect(leases('kube-node-lease')).to.deep.equal(['get leases.coordination.k8s.io']);
    expect(leases(suite)).to.not.include('list leases.coordination.k8s.io');
  });

  it('read logs only in the namespaces of the suite, unless evidence.logs asks for all', async () => {
    const places = () => [...granted].filter(([, rules]) => rules.has('get pods/log')).map(([place]) => place);
    expect(places()).to.have.members([suite, workloads]);
    const undo = shareModules();
    const all = configSchema.parse({ evidence: { logs: 'all' } });
    const asked = await rightsOfSuite([join(import.meta.dirname, '../specs')], all);
    undo();
    const everywhere = rbacManifests({ config: all, rights: asked }).find(({ kind }) => kind === 'ClusterRole');
    expect(((everywhere?.['rules'] ?? []) as Rule[]).flatMap(single)).to.include('get pods/log');
  });

  it('read no Secret', () => {
    const secrets = [...granted.values()].flatMap((rules) => [...rules].filter((rule) => rule.includes('secrets')));
    expect(secrets).to.deep.equal([]);
  });

  it('of a run that keeps to one namespace are one that looks there, and that for its own pod', () => {
    const only = configSchema.parse({ scope: { onlyNamespace: 'team-a' } });
    const manifests = rbacManifests({ config: only, rights });
    expect(manifests.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)).to.deep.equal(
      [
        'Namespace /sonobuoy',
        'ServiceAccount sonobuoy/shakedown',
        ...['Role sonobuoy/shakedown', 'RoleBinding sonobuoy/shakedown'],
        ...['Role team-a/shakedown', 'RoleBinding team-a/shakedown'],
      ],
    );
    const there = manifests.find(({ kind, metadata }) => kind === 'Role' && metadata.namespace === 'team-a');
    const rules = ((there?.['rules'] ?? []) as Rule[]).flatMap(single);
    expect(rules).to.include('list deployments.apps');
    expect(rules.filter((rule) => !/^(get|list|watch) /.test(rule) || / (nodes|namespaces)$/.test(rule))).to.deep.equal(
      [],
    );
  });

  it('are not empty: the specs use the cluster', () => {
    expect(granted.get('')).to.include('list deployments.apps');
    expect(granted.get(suite)).to.include('create daemonsets.apps');
    expect(granted.get(workloads)).to.include('create deployments.apps');
  });
});

function single({ apiGroups, resources, verbs }: Rule): string[] {
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) => ofRight({ group, resource, verbs, scope: 'cluster' })),
  );
}

function ofRight({ group, resource, verbs }: Right): string[] {
  return verbs.map((verb) => `${verb} ${resource}${group === '' ? '' : `.${group}`}`);
}
