import { expect } from 'chai';
import { needsOf, readArguments } from './verbs.mjs';
import { addonsOf, isLong, wantedBy } from './wanted.mjs';

const WEIGHTS = {
  measured: '2026-11-27',
  cores: 2,
  parts: Object.fromEntries(
    [
      'modules/etcd',
      'compile/etcd',
      'compile/kube',
      'compile/kube-1.37',
      'compile/sonobuoy',
      'compile/actionlint',
      'compile/kwok',
      'compile/prometheus',
      'compile/victorialogs',
      'compile/local-path-provisioner',
      'compile/karpenter',
      'image/locust',
    ].map((id) => [id, { seconds: 1 }]),
  ),
};

describe('What a command will install and build', () => {
  const fresh = { debian: ['runc'], npm: true, built: { families: [], images: [], clusters: [] } };
  const wanted = (line: string, machine: Partial<typeof fresh> | object = {}) => {
    const command = readArguments(line.split(' ')) ?? expect.fail('no such verb');
    return wantedBy(command, { needs: needsOf(command.verb, command.rest), ...fresh, ...machine }, WEIGHTS);
  };

  it('is everything on a new machine', () => {
    const everything = {
      debian: ['runc'],
      npm: true,
      families: ['etcd', 'kube', 'sonobuoy', 'prometheus', 'victorialogs'],
      images: ['locust'],
      cluster: 'start',
      load: true,
    };
    expect(wanted('start')).to.deep.equal(everything);
    expect(wanted('test --long')).to.deep.equal({
      ...everything,
      families: [
        'etcd',
        'kube',
        'sonobuoy',
        'actionlint',
        'kwok',
        'prometheus',
        'victorialogs',
        'local-path-provisioner',
        'karpenter',
      ],
    });
    expect(wanted('test').families).to.include('local-path-provisioner').and.not.include.members(['kwok', 'karpenter']);
    expect(wanted('start --small').families).to.deep.equal(['etcd', 'kube', 'sonobuoy']);
  });

  it('is only the parts of the cluster when only a cluster is brought up', () => {
    const { families, images, load } = wanted('cluster up --name b');
    expect({ families, images, load }).to.deep.equal({ families: ['etcd', 'kube'], images: [], load: false });
    expect(wanted('cluster up --kwok=20').families).to.deep.equal(['etcd', 'kube', 'kwok']);
    expect(wanted('cluster up --kwok 0').families).to.deep.equal(['etcd', 'kube']);
    expect(wanted('cluster up --kubernetes v1.37.2').families).to.deep.equal(['etcd', 'kube-1.37']);
    expect(wanted('cluster up --with logs,storage').families).to.include.members([
      'victorialogs',
      'local-path-provisioner',
    ]);
    expect(wanted('cluster up --with=nodes').families).to.deep.equal(['etcd', 'kube', 'kwok', 'karpenter']);
    expect(wanted('cluster up --with=all').families).to.include.members([
      'prometheus',
      'local-path-provisioner',
      'kwok',
    ]);
  });

  it('has the packages of the add-ons that are brought up', () => {
    const addons = (line: string) => addonsOf(readArguments(line.split(' ')) ?? expect.fail('no such verb'));
    expect(addons('cluster up')).not.to.include('policy');
    for (const line of ['cluster up --with logs,policy', 'cluster up --with=all', 'test --long'])
      expect(addons(line), line).to.include('policy');
    for (const line of ['start', 'test']) expect(addons(line), line).not.to.include('policy');
  });

  it('has the packages of the long tests only for them', () => {
    const long = ['test --long', 'test', 'test --quick', 'start', 'cluster up', 'bench'].filter((line) =>
      isLong(readArguments(line.split(' ')) ?? expect.fail('no such verb')),
    );
    expect(long).to.deep.equal(['test --long']);
  });

  it('leaves out what exists', () => {
    const built = {
      families: ['etcd', 'kube', 'sonobuoy', 'prometheus', 'victorialogs'],
      images: ['locust'],
      clusters: ['shakedown'],
    };
    const rest = { families: [], images: [], cluster: 'check', load: true };
    expect(wanted('start', { built, debian: [] })).to.deep.equal({ debian: [], npm: true, ...rest });
    expect(wanted('cluster up --name other', { built }).cluster).to.equal('start');
    expect(wanted('cluster up', { built }).cluster).to.equal('check');
  });

  it('is only the packages when no cluster is brought up', () => {
    const none = { families: [], images: [], cluster: 'none', load: false };
    expect(wanted('test --quick')).to.deep.equal({ debian: [], npm: true, ...none });
    expect(wanted('cluster down')).to.deep.equal({ debian: [], npm: true, ...none });
    expect(wanted('bench')).to.deep.equal({ debian: ['runc'], npm: true, ...none });
  });
});
