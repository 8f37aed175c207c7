import { expect } from 'chai';
import { planNodes } from '../machine/address-plan.ts';
import { certificatePlans, opensslConfiguration } from './pki.ts';

describe("A cluster's certificates", () => {
  const plans = certificatePlans(planNodes(2));
  const plan = (file: string) => plans.find((each) => each.file === file);

  it('cover the addresses of the API server for pods, nodes and the host', () => {
    expect(plan('apiserver')?.serves).to.deep.equal([
      'DNS:kubernetes',
      'DNS:kubernetes.default',
      'DNS:kubernetes.default.svc',
      'DNS:kubernetes.default.svc.cluster.local',
      'DNS:localhost',
      'IP:127.0.0.1',
      'IP:10.100.0.1',
      'IP:10.96.0.1',
    ]);
  });

  it('give each kubelet the identity of its node, and the right to serve its name and address', () => {
    expect(plan('node-2')).to.deep.equal({
      file: 'node-2',
      commonName: 'system:node:node-2',
      organization: 'system:nodes',
      serves: ['DNS:node-2', 'IP:10.100.0.12'],
    });
  });

  it('without names to serve are for clients only', () => {
    expect(opensslConfiguration({ commonName: 'system:kube-proxy' })).to.equal(
      '[req]\nprompt = no\ndistinguished_name = subject\nx509_extensions = extensions\n[subject]\nCN = system:kube-proxy\n' +
        '[extensions]\nsubjectKeyIdentifier = hash\nbasicConstraints = critical, CA:FALSE\nkeyUsage = critical, digitalSignature\n' +
        'extendedKeyUsage = clientAuth\n',
    );
  });

  it('of an authority can only sign', () => {
    const text = opensslConfiguration({ commonName: 'ca' }, true);
    expect(text).to.include('CA:TRUE').and.to.include('keyCertSign').and.not.to.include('extendedKeyUsage');
  });
});
