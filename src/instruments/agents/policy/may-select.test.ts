import { expect } from 'chai';
import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { mayConcern, mayDeny, type End, type ForeignPolicy } from './may-select.ts';

const pod = (labels: Record<string, string>, annotations: Record<string, string> = {}): Pod => ({
  metadata: { namespace: 'shop', name: 'web-1', labels, annotations },
});
const web = [pod({ app: 'web' })];
const agent: Pod = { metadata: { namespace: 'shakedown', name: 'agent', labels: { app: 'agent' } } };
const end = (one: Pod, labels?: Record<string, string>): End => ({
  pod: one,
  ...(labels && { namespaceLabels: labels }),
});
const kindOf = (name: string, namespaced = true) => {
  const [resource = '', ...group] = name.split('.');
  return { resource, group: group.join('.'), namespaced };
};
/** A connection from the agent to the pod. */
const ends = { from: [end(agent, { team: 'ours' })], to: web.map((one) => end(one, { team: 'a' })) };
const other = kindOf('networkpolicies.example.com');

describe('a policy of a kind that is not evaluated', () => {
  for (const [what, spec, may] of [
    ['with the labels of a pod', { endpointSelector: { matchLabels: { app: 'web' } } }, true],
    ['with labels and their source', { endpointSelector: { matchLabels: { 'k8s:app': 'web' } } }, true],
    ['with other labels', { endpointSelector: { matchLabels: { 'any:app': 'db' } } }, false],
    [
      'with an expression',
      { endpointSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] } },
      false,
    ],
    [
      'with the namespace of the pod',
      { endpointSelector: { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'shop' } } },
      true,
    ],
    [
      'with another namespace',
      { endpointSelector: { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'db' } } },
      false,
    ],
    [
      'with labels of the namespace',
      { endpointSelector: { matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': 'a' } } },
      true,
    ],
    ['with a selector that selects all', { endpointSelector: {} }, true],
    ['with the labels of another workload', { selector: { matchLabels: { app: 'db' } } }, false],
    ['with a selector in a language of its own', { selector: "app == 'db'" }, true],
    ['that names whom it is about', { targetRefs: [{ kind: 'Service', name: 'db' }] }, true],
    ['without a specification', undefined, true],
  ] as [string, Record<string, unknown> | undefined, boolean][])
    it(`${what} ${may ? 'may be' : 'is not'} about it`, () => {
      expect(mayDeny(other, spec ? { spec } : {}, { from: [end(web[0] ?? {})], to: ends.to })).to.equal(may);
    });

  it('may be about pods that are not known', () => {
    const db = { spec: { endpointSelector: { matchLabels: { app: 'db' } } } };
    expect(mayDeny(other, db, { from: [], to: [] })).to.equal(true);
  });

  it('of a mesh is about pods in the mesh', () => {
    const istio = { group: 'security.istio.io' };
    const meshed = [end(pod({}, { 'ambient.istio.io/redirection': 'enabled' }))];
    expect(mayConcern(istio, ends)).to.equal(false);
    expect(mayConcern(istio, { ...ends, to: meshed })).to.equal(true);
    expect(mayConcern(istio, { ...ends, to: [] })).to.equal(true);
    expect(mayConcern({ group: 'cilium.io' }, ends)).to.equal(true);
  });

  const calico = kindOf('networkpolicies.crd.projectcalico.org');
  const global = kindOf('globalnetworkpolicies.projectcalico.org', false);
  const antrea = kindOf('networkpolicies.crd.antrea.io');
  const admin = kindOf('adminnetworkpolicies.policy.networking.k8s.io', false);
  const cilium = kindOf('ciliumnetworkpolicies.cilium.io');
  const istio = kindOf('authorizationpolicies.security.istio.io');
  const peers = kindOf('peerauthentications.security.istio.io');
  const servers = kindOf('servers.policy.linkerd.io');
  const here = { namespace: 'shop', name: 'p' };
  const ours = { namespace: 'shakedown', name: 'p' };
  const drop = [{ action: 'Drop' }];
  const deny = [{ action: 'Deny' }];
  const none = { endpointSelector: {} };

  for (const [what, kind, policy, may] of [
    ['Calico, its selector', calico, { metadata: here, spec: { selector: "app == 'web'" } }, true],
    ['Calico, another selector', calico, { metadata: here, spec: { selector: "app in {'db'}" } }, false],
    ['Calico, a selector that does not parse', calico, { metadata: here, spec: { selector: 'app ~ 1' } }, true],
    ['Calico, in the namespace of the agent', calico, { metadata: ours, spec: { selector: 'all()' } }, false],
    ['Calico, that of the agent, leaving', calico, { metadata: ours, spec: { egress: [{}] } }, true],
    ['Calico, leaving the pod alone', calico, { metadata: here, spec: { types: ['Egress'] } }, false],
    ['Calico, leaving by its rules alone', calico, { metadata: here, spec: { egress: [{}] } }, false],
    ['Calico, its account', calico, { metadata: here, spec: { serviceAccountSelector: 'has(x)' } }, true],
    ['Calico, an odd selector', calico, { metadata: here, spec: { selector: 7 } }, true],
    ['Calico, global, its namespace', global, { spec: { namespaceSelector: "team == 'a'" } }, true],
    ['Calico, global, another namespace', global, { spec: { namespaceSelector: "team == 'b'" } }, false],
    [
      'Calico, global, its namespace by name',
      global,
      { spec: { selector: "projectcalico.org/namespace == 'db'" } },
      false,
    ],
    ['Calico, global, its namespace by a label', global, { spec: { selector: "pcns.team == 'a'" } }, true],
    ['Antrea, its pod', antrea, { metadata: here, spec: { appliedTo: [{ podSelector: {} }], ingress: drop } }, true],
    [
      'Antrea, another pod',
      antrea,
      { metadata: here, spec: { appliedTo: [{ podSelector: { matchLabels: { app: 'db' } } }], ingress: drop } },
      false,
    ],
    ['Antrea, a group', antrea, { metadata: here, spec: { appliedTo: [{ group: 'x' }], ingress: drop } }, true],
    [
      'Antrea, another pod by a rule',
      antrea,
      {
        metadata: here,
        spec: { ingress: [{ action: 'Reject', appliedTo: [{ podSelector: { matchLabels: { app: 'db' } } }] }] },
      },
      false,
    ],
    [
      'Antrea, no action that denies',
      antrea,
      { metadata: here, spec: { ingress: [{ action: 'Allow' }, { action: 'Pass' }] } },
      false,
    ],
    ['Antrea, requests', antrea, { metadata: here, spec: { ingress: [{ action: 'Allow', l7Protocols: [] }] } }, true],
    ['SIG Network, its namespace', admin, { spec: { subject: { namespaces: {} }, ingress: deny } }, true],
    [
      'SIG Network, another namespace',
      admin,
      { spec: { subject: { namespaces: { matchLabels: { team: 'b' } } }, ingress: deny } },
      false,
    ],
    [
      'SIG Network, another pod',
      admin,
      {
        spec: {
          subject: { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'db' } } } },
          ingress: deny,
        },
      },
      false,
    ],
    ['SIG Network, without a subject', admin, { spec: { ingress: deny } }, true],
    [
      'SIG Network, passing only',
      admin,
      { spec: { subject: { namespaces: {} }, ingress: [{ action: 'Pass' }] } },
      false,
    ],
    [
      'SIG Network, leaving the agent',
      admin,
      { spec: { subject: { namespaces: { matchLabels: { team: 'ours' } } }, egress: deny } },
      true,
    ],
    ['Cilium, to the pod', cilium, { metadata: here, spec: { ...none, ingress: [] } }, true],
    ['Cilium, leaving the pod alone', cilium, { metadata: here, spec: { ...none, egress: [] } }, false],
    ['Cilium, without rules', cilium, { metadata: here, spec: none }, false],
    [
      'Cilium, no default to deny',
      cilium,
      { metadata: here, spec: { ...none, ingress: [{}], enableDefaultDeny: { ingress: false } } },
      false,
    ],
    [
      'Cilium, several',
      cilium,
      {
        metadata: here,
        specs: [
          { ...none, egress: [] },
          { ...none, ingressDeny: [{}] },
        ],
      },
      true,
    ],
    ['Istio', istio, { metadata: here, spec: {} }, true],
    ['Cilium, nothing', cilium, { metadata: here, spec: {} }, true],
    ['Istio, for the mesh', istio, { metadata: { namespace: 'istio-system', name: 'p' }, spec: { rules: [] } }, true],
    ['Istio, an audit', istio, { metadata: here, spec: { action: 'AUDIT' } }, false],
    ['Istio, encrypted', peers, { metadata: here, spec: { mtls: { mode: 'STRICT' } } }, true],
    [
      'Istio, encrypted at a port',
      peers,
      { metadata: here, spec: { portLevelMtls: { 80: { mode: 'STRICT' } } } },
      true,
    ],
    ['Istio, encrypted or not', peers, { metadata: here, spec: { mtls: { mode: 'PERMISSIVE' } } }, false],
    ['Linkerd', servers, { metadata: here, spec: { podSelector: {} } }, true],
    [
      'Linkerd, open',
      servers,
      { metadata: here, spec: { podSelector: {}, accessPolicy: 'all-unauthenticated' } },
      false,
    ],
    [
      'Linkerd, admitting',
      kindOf('serverauthorizations.policy.linkerd.io'),
      { metadata: here, spec: { server: {} } },
      false,
    ],
    ['OVN, leaving', kindOf('egressfirewalls.k8s.ovn.org'), { metadata: here, spec: {} }, false],
    ['OVN, leaving the agent', kindOf('egressfirewalls.k8s.ovn.org'), { metadata: ours, spec: {} }, true],
    [
      'Kuma, elsewhere',
      kindOf('meshtrafficpermissions.kuma.io'),
      { metadata: { namespace: 'kuma-system', name: 'p' } },
      true,
    ],
  ] as [string, ReturnType<typeof kindOf>, ForeignPolicy, boolean][])
    it(`of ${what}, ${may ? 'may deny' : 'does not deny'} a connection to it`, () => {
      expect(mayDeny(kind, policy, ends)).to.equal(may);
    });

  it('may be about a namespace whose labels are not known', () => {
    const policy = { spec: { namespaceSelector: "team == 'b'" } };
    expect(mayDeny(global, policy, { from: [end(agent)], to: [end(web[0] ?? {})] })).to.equal(true);
  });
});
