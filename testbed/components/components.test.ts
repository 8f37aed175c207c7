import { expect } from 'chai';
import { planNodes } from '../machine/address-plan.ts';
import { layoutOf } from '../machine/layout.ts';
import { componentsOf, DEFAULT_OPTIONS, siteOf } from '../cluster/site.ts';
import { ALL_ADDONS, type Addon } from './addons.ts';
import type { ClusterOptions, Manifest } from './component.ts';
import { podNetwork } from './containerd.ts';
import { COMPONENTS } from './index.ts';
import { kubeControllerManager } from './kube-controller-manager.ts';
import { kubeletConfiguration, unreadyNodes } from './kubelet.ts';
import { kwok } from './kwok.ts';

const [node] = planNodes(1);
const layout = layoutOf('dev');

/** A site that has every program and image that a component names. */
function site(options: Partial<ClusterOptions> = {}) {
  const everything = new Proxy({}, { get: (_, name) => `/cache/${String(name)}` });
  const images = new Proxy(
    {},
    { get: (_, name) => ({ ref: `localhost/${String(name)}:v1`, archive: `/cache/${String(name)}.tar` }) },
  );
  return siteOf(
    layout,
    { ...DEFAULT_OPTIONS, ...options },
    { binaries: everything, images },
    { 'node-1': 11, 'node-2': 12 },
  );
}

describe('The components', () => {
  it('have unique names, and start after components that exist', () => {
    const names = COMPONENTS.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    for (const { after } of COMPONENTS) expect([...names, 'pki', 'nodes']).to.include.members([...after]);
  });

  it('name every program and image that they use', () => {
    for (const component of COMPONENTS) {
      const used: string[] = [];
      const watched = {
        ...site({ kwokNodes: 1 }),
        binary: (name: string) => (used.push(name), name),
        image: (name: string) => (used.push(name), { ref: name, archive: name }),
      };
      component.daemons?.(watched);
      component.manifests?.(watched);
      expect([...component.binaries, ...(component.images ?? [])], component.name).to.include.members(used);
    }
  });

  it('give each daemon a name that begins with their own, so that status finds it', () => {
    for (const component of COMPONENTS) {
      for (const { name } of component.daemons?.(site({ kwokNodes: 1 })) ?? [])
        expect(name.split('@')[0]).to.equal(component.name);
    }
  });

  it("run a node's daemons in that node's namespaces", () => {
    const kubelets = COMPONENTS.find(({ name }) => name === 'kubelet')?.daemons?.(site()) ?? [];
    expect(kubelets.map(({ argv }) => argv.slice(0, 7))).to.deep.equal([
      ['nsenter', '-t', '11', '-m', '-n', '--', '/cache/kubelet'],
      ['nsenter', '-t', '12', '-m', '-n', '--', '/cache/kubelet'],
    ]);
  });

  it('pull no image, because there is no registry', () => {
    for (const { name, manifests } of COMPONENTS) {
      const text = JSON.stringify(manifests?.(site({ kwokNodes: 1 })) ?? []).replaceAll('\\"', '"');
      const images = text.match(/"image":"localhost/g) ?? [];
      const never = text.match(/"imagePullPolicy":"Never"/g) ?? [];
      expect(never.length, name).to.equal(images.length);
      expect(text, name).not.to.match(/"imagePullPolicy":"(Always|IfNotPresent)"/);
    }
  });

  it('of an add-on are brought up with it alone, and start after what is brought up with it', () => {
    const names = (addons: Addon[]) => componentsOf({ ...DEFAULT_OPTIONS, addons }).map(({ name }) => name);
    expect(names([])).not.to.include.members(['prometheus']);
    expect(names(['prometheus'])).to.include.members(['prometheus', 'alertmanager', 'kube-state-metrics']);
    expect(names(['prometheus'])).not.to.include('vlagent');
    for (const addon of ALL_ADDONS) {
      const present = [...names([addon]), 'pki', 'nodes'];
      expect(names([addon]).length, addon).to.be.above(names([]).length);
      for (const { name, after } of COMPONENTS.filter((component) => component.addon === addon))
        expect(present, name).to.include.members([...after]);
    }
  });
});

describe('A node', () => {
  it("has its own cgroup for pods, below the cluster's", () => {
    expect(kubeletConfiguration(layout, node!)).to.include({
      cgroupRoot: '/shakedown-dev/node-1',
      failCgroupV1: false,
    });
  });

  it('gives its pods addresses from its own range', () => {
    expect(JSON.stringify(podNetwork(node!))).to.include('"ranges":[[{"subnet":"10.244.1.0/24"}]]');
  });

  it('is not ready, with a reason, until its kubelet reports Ready', () => {
    const seen = (status: string) => [
      { metadata: { name: 'node-1' }, status: { conditions: [{ type: 'Ready', status, message: 'no network' }] } },
    ];
    expect(unreadyNodes([node!], [])).to.equal('node-1 has not registered');
    expect(unreadyNodes([node!], seen('False'))).to.equal('node-1 is not Ready: no network');
    expect(unreadyNodes([node!], seen('True'))).to.equal(undefined);
    const [ready] = seen('True');
    const taints = [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }];
    expect(unreadyNodes([node!], [{ ...ready!, spec: { taints } }])).to.equal(
      'node-1 is Ready, but still has the taint node.kubernetes.io/not-ready',
    );
  });
});

describe('The options of up', () => {
  it('raise the limits of clients, and above the default also the number of objects in parallel', () => {
    const limits = (clientQps: number) =>
      kubeControllerManager.daemons?.(site({ clientQps }))[0]?.argv.filter((flag) => /kube-api|concurrent/.test(flag));
    expect(limits(100)).to.deep.equal(['--kube-api-qps=100', '--kube-api-burst=200']);
    expect(limits(500)).to.include.members(['--kube-api-qps=500', '--concurrent-deployment-syncs=50']);
  });

  it('create the given number of simulated nodes, tainted and annotated, and none by default', () => {
    expect(kwok.wanted?.(DEFAULT_OPTIONS)).to.equal(false);
    const nodes: Manifest[] = kwok.manifests?.(site({ kwokNodes: 20 })) ?? [];
    expect(nodes).to.have.length(20);
    expect(nodes[19]).to.deep.include({
      spec: { taints: [{ key: 'kwok.x-k8s.io/node', value: 'fake', effect: 'NoSchedule' }] },
    });
    expect(nodes[19]?.metadata).to.deep.include({ name: 'kwok-20', annotations: { 'kwok.x-k8s.io/node': 'fake' } });
  });
});
