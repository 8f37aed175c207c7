import { expect } from 'chai';
import type { NetworkPolicy, Pod } from '../../../cluster/kinds/kinds.ts';
import { deniedByPolicy, uncertainByPolicy, type Party } from './network-policy.ts';

function pod(namespace: string, name: string, labels: Record<string, string>, ip: string, spec: object = {}): Pod {
  const ports = [
    { name: 'http', containerPort: 8080 },
    { name: 'quic', containerPort: 8080, protocol: 'UDP' },
  ];
  const sidecar = { name: 'proxy', restartPolicy: 'Always', ports: [{ name: 'side', containerPort: 8080 }] };
  return {
    metadata: { namespace, name, labels },
    spec: { containers: [{ name: 'app', ports }], initContainers: [sidecar], ...spec },
    status: { podIPs: [{ ip }] },
  };
}
const agent: Party = {
  pod: pod('shakedown', 'agent-1', { app: 'agent' }, '10.244.1.9'),
  namespaceLabels: { 'kubernetes.io/metadata.name': 'shakedown' },
};
const web: Party = {
  pod: pod('shop', 'web-1', { app: 'web' }, '10.244.2.7'),
  namespaceLabels: { 'kubernetes.io/metadata.name': 'shop' },
};
function policy(name: string, spec: object, namespace = 'shop'): NetworkPolicy {
  return { metadata: { namespace, name }, spec: { podSelector: {}, ...spec } };
}
const judge = (policies: NetworkPolicy[], to: Party = web, port = 8080) =>
  deniedByPolicy({ from: agent, to, port, policies });

const fromSuite = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shakedown' } } };
const kept = 'NetworkPolicy shop/p selects pod shop/web-1 and admits no probe agent to port 8080';

describe('a failed connection', () => {
  it('over UDP is explained by egress that admits TCP alone, and not by egress that admits UDP', () => {
    const to: Party = { pod: { status: { podIPs: [{ ip: '10.96.0.10' }] } }, namespaceLabels: {} };
    const egress = (protocol: string) =>
      policy('p', { policyTypes: ['Egress'], egress: [{ ports: [{ port: 53, protocol }] }] }, 'shakedown');
    const judged = (protocol: string) =>
      deniedByPolicy({ from: agent, to, port: 53, protocol: 'UDP', policies: [egress(protocol)] });
    expect(judged('TCP')).to.match(/^NetworkPolicy shakedown\/p selects the probe agents and admits no connection to /);
    expect(judged('UDP')).to.equal(undefined);
  });

  for (const { what, spec, reason } of [
    { what: 'a policy that admits nothing', spec: { policyTypes: ['Ingress'] }, reason: kept },
    { what: 'a policy without types, which means ingress', spec: { ingress: [] }, reason: kept },
    {
      what: 'a policy that admits its own namespace',
      spec: { ingress: [{ from: [{ podSelector: {} }] }] },
      reason: kept,
    },
    {
      what: 'a policy that admits another port',
      spec: { ingress: [{ ports: [{ port: 9090 }] }] },
      reason: kept,
    },
    {
      what: 'a policy that admits UDP on the port',
      spec: { ingress: [{ ports: [{ port: 8080, protocol: 'UDP' }] }] },
      reason: kept,
    },
    {
      what: 'a policy that admits other pods of the namespace of the suite',
      spec: { ingress: [{ from: [{ ...fromSuite, podSelector: { matchLabels: { app: 'other' } } }] }] },
      reason: kept,
    },
    {
      what: 'a policy that admits all addresses but those of the agents',
      spec: { ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.244.0.0/16'] } }] }] },
      reason: kept,
    },
    {
      what: 'a policy that admits the name of a UDP port on the same number',
      spec: { ingress: [{ ports: [{ port: 'quic' }] }] },
      reason: kept,
    },
    {
      what: 'a policy that admits a range without the port',
      spec: { ingress: [{ ports: [{ port: 8000, endPort: 8079 }] }] },
      reason: kept,
    },
    {
      what: 'a policy that admits other namespaces by an expression',
      spec: {
        ingress: [
          {
            from: [
              {
                namespaceSelector: {
                  matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['shakedown'] }],
                },
              },
            ],
          },
        ],
      },
      reason: kept,
    },
    { what: 'a policy with no types and no egress rules', spec: { policyTypes: [], egress: [] }, reason: kept },
    { what: 'a policy that admits everything', spec: { ingress: [{}] } },
    { what: 'a policy with empty lists, which mean all', spec: { ingress: [{ from: [], ports: [] }] } },
    {
      what: 'a policy that admits the namespace by an expression',
      spec: {
        ingress: [{ from: [{ namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] } }] }],
      },
    },
    {
      what: 'a policy that admits the port of a native sidecar by its name',
      spec: { ingress: [{ ports: [{ port: 'side' }] }] },
    },
    { what: 'a policy that admits the namespace of the suite', spec: { ingress: [{ from: [fromSuite] }] } },
    {
      what: 'a policy that admits the agents by their labels',
      spec: { ingress: [{ from: [{ ...fromSuite, podSelector: { matchLabels: { app: 'agent' } } }] }] },
    },
    {
      what: 'a policy that admits a range with the port',
      spec: { ingress: [{ ports: [{ port: 8000, endPort: 9000 }] }] },
    },
    { what: 'a policy that admits the port by its name', spec: { ingress: [{ ports: [{ port: 'http' }] }] } },
    {
      what: 'a policy that admits the addresses of the agents',
      spec: { ingress: [{ from: [{ ipBlock: { cidr: '10.244.0.0/16' } }] }] },
    },
    {
      what: 'a policy about other pods',
      spec: { podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Ingress'] },
    },
    {
      what: 'a policy about pods of other environments',
      spec: { podSelector: { matchExpressions: [{ key: 'env', operator: 'Exists' }] }, policyTypes: ['Ingress'] },
    },
    { what: 'a policy about egress alone', spec: { policyTypes: ['Egress'] } },
  ] as { what: string; spec: object; reason?: string }[])
    it(`${reason ? 'is explained' : 'is not explained'} by ${what}`, () => {
      expect(judge([policy('p', spec)])).to.equal(reason);
    });

  it('is not explained when there is no policy', () => {
    expect(judge([])).to.equal(undefined);
  });

  it('is not explained by a policy of another namespace', () => {
    expect(judge([policy('p', { policyTypes: ['Ingress'] }, 'other')])).to.equal(undefined);
  });

  it('is not explained when one of several policies admits it', () => {
    expect(judge([policy('deny', { policyTypes: ['Ingress'] }), policy('allow', { ingress: [{}] })])).to.equal(
      undefined,
    );
  });

  it('is explained by all policies together, and all are named', () => {
    const both = [
      policy('deny', { policyTypes: ['Ingress'] }),
      policy('own', { ingress: [{ from: [{ podSelector: {} }] }] }),
    ];
    expect(judge(both)).to.equal(
      'NetworkPolicies shop/deny, shop/own select pod shop/web-1 and admit no probe agent to port 8080',
    );
  });

  it('is explained by a policy that denies the agents’ egress', () => {
    expect(judge([policy('fence', { policyTypes: ['Egress'] }, 'shakedown')])).to.equal(
      'NetworkPolicy shakedown/fence selects the probe agents and admits no connection to pod shop/web-1, port 8080',
    );
  });

  it('is not explained by a policy that admits the agents’ egress to the pod', () => {
    const out = { egress: [{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'web' } } }] }] };
    expect(judge([policy('fence', out, 'shakedown')])).to.equal(undefined);
  });

  it('is not explained by a policy for a pod on the network of its node', () => {
    const to = { ...web, pod: pod('shop', 'web-1', { app: 'web' }, '192.0.2.7', { hostNetwork: true }) };
    expect(judge([policy('p', { policyTypes: ['Ingress'] })], to)).to.equal(undefined);
  });
});

describe('a failed connection that policies admit', () => {
  const uncertain = (policies: NetworkPolicy[]) => uncertainByPolicy({ from: agent, to: web, port: 8080, policies });
  const block = (cidr: string) => [{ ipBlock: { cidr } }];

  it('is not certain to be admitted by an address block alone, which some network plugins do not apply to pods', () => {
    expect(uncertain([policy('p', { ingress: [{ from: block('10.244.0.0/16') }] })])).to.equal(
      'NetworkPolicy shop/p admits the probe agents by an address block alone, which not every network plugin applies to pods',
    );
    const out = { policyTypes: ['Egress'], egress: [{ to: block('10.0.0.0/8') }] };
    expect(uncertain([policy('out', out, 'shakedown')])).to.equal(
      'NetworkPolicy shakedown/out admits pod shop/web-1 by an address block alone, which not every network plugin applies to pods',
    );
  });

  it('is certain when a selector admits it as well, or no policy is about it', () => {
    const both = { ingress: [{ from: [...block('10.244.0.0/16'), fromSuite] }] };
    expect(uncertain([policy('p', both)])).to.equal(undefined);
    expect(
      uncertain([policy('p', { ingress: [{ from: block('10.244.0.0/16') }] }), policy('q', { ingress: [{}] })]),
    ).to.equal(undefined);
    expect(uncertain([])).to.equal(undefined);
  });

  describe('to what is not on the network of pods', () => {
    const out = (...to: object[]) => policy('out', { policyTypes: ['Egress'], egress: [{ to }] }, 'shakedown');
    const anything = policy('any', { policyTypes: ['Egress'], egress: [{}] }, 'shakedown');
    const every = { namespaceSelector: {} };
    const cache: Party = { pod: { status: { podIPs: [{ ip: '169.254.20.10' }] } }, namespaceLabels: {} };
    const onNode: Party = { ...web, pod: pod('shop', 'web-1', {}, '192.0.2.7', { hostNetwork: true }) };
    const sure = (to: Party, ...policies: NetworkPolicy[]) =>
      uncertainByPolicy({ from: agent, to, port: 8080, policies }) ?? 'certain';

    it('is denied where only selectors admit, which select pods', () => {
      expect(judge([out(every)], cache)).to.equal(
        'NetworkPolicy shakedown/out selects the probe agents and admits no connection to 169.254.20.10, port 8080',
      );
      expect(judge([out(every, ...block('169.254.0.0/16'))], cache)).to.equal(undefined);
      expect(sure(cache, out(...block('169.254.0.0/16')))).to.equal(
        'NetworkPolicy shakedown/out admits 169.254.20.10 by an address block alone, which not every network plugin applies to nodes',
      );
    });

    it('is not certain for a pod on the network of its node, whatever peers admit it', () => {
      expect(judge([out(every)], onNode)).to.equal(undefined);
      expect(sure(onNode, out(every, ...block('192.0.2.0/24')))).to.equal(
        'NetworkPolicy shakedown/out admits pod shop/web-1, which is on the network of its node, by its peers alone, ' +
          'which not every network plugin applies to such pods',
      );
      expect(sure(onNode, out(every), anything)).to.equal('certain');
    });
  });
});
