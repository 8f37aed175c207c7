import { expect } from 'chai';
import { clusterName, layoutOf } from './layout.ts';

describe('The name of a cluster', () => {
  for (const name of ['shakedown', 'a', 'dev-a', 'a1234567890123456789']) {
    it(`may be '${name}'`, () => {
      expect(clusterName(name)).to.equal(name);
    });
  }

  for (const name of ['', 'A', '1a', '-a', 'a-', 'a--b', 'a.b', 'a/b', '..', 'a b', 'a12345678901234567890', 'ä']) {
    it(`cannot be '${name}', because it is part of paths`, () => {
      expect(() => clusterName(name)).to.throw(
        `TESTBED_NAME: '${name}' is not a cluster name\n` +
          '  expected: a cluster name of 1 to 20 lowercase letters, digits and single dashes; a letter first, no dash last\n' +
          '  do:       choose another --name, as in --name shakedown-2',
      );
    });
  }

  it('puts all files of a cluster into one directory, with socket paths that the kernel accepts', () => {
    const layout = layoutOf('a1234567890123456789');
    const paths = [layout.kubeconfig, layout.auditLog, layout.controlSocket, layout.log('etcd'), layout.pki('ca.crt')];
    for (const path of paths) expect(path).to.match(/^\/var\/lib\/shakedown-testbed\/a1234567890123456789\//);
    expect(layout.controlSocket.length).to.be.below(108);
    expect(layout.node('node-1', 'lib', 'kubelet')).to.equal(`${layout.directory}/nodes/node-1/lib/kubelet`);
  });
});
