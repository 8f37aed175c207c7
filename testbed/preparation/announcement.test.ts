import { expect } from 'chai';
import { announcement } from './announcement.mjs';
import type { Wanted } from './parts.mjs';

const BUILT: Wanted = { debian: [], npm: false, families: [], images: [], cluster: 'start', load: true };

describe('The announcement of a preparation', () => {
  const text = (changes: Partial<Wanted>, seconds: number, cores = 2) =>
    announcement({ ...BUILT, ...changes }, [{ id: 'compile/all', seconds }], cores);

  it('lists on a new machine everything that will be done, and how long it takes', () => {
    const families = ['etcd', 'kube', 'pause', 'coredns', 'metrics-server', 'sonobuoy'];
    const debian = ['buildah', 'runc'];
    expect(text({ debian, npm: true, families, images: ['shakedown', 'locust'] }, 712)).to.equal(
      'Preparing the local cluster: install 2 Debian packages and the npm packages; build 6 programs (etcd, kube, pause, coredns, ' +
        'metrics-server, sonobuoy) and 2 images (shakedown, locust); start the cluster. This takes about 12 min on this machine ' +
        '(2 cores); later runs reuse what is built.',
    );
  });

  it('leaves out what exists', () => {
    expect(text({ images: ['shakedown'], cluster: 'check' }, 33, 1)).to.equal(
      'Preparing the local cluster: build 1 image (shakedown); check the running cluster. ' +
        'This takes about 40 s on this machine (1 core); later runs reuse what is built.',
    );
    expect(text({ npm: true }, 40)).to.equal(
      'Preparing the local cluster: install the npm packages; start the cluster. This takes about 40 s on this machine (2 cores).',
    );
  });

  it('says when everything is built already', () => {
    expect(text({}, 25)).to.equal(
      'Programs and images are already built. Starting the local cluster takes about 30 s on this machine (2 cores).',
    );
    expect(text({ cluster: 'check' }, 5)).to.equal(
      'Programs and images are already built, and the local cluster is running. Checking it takes a few seconds on this machine (2 cores).',
    );
  });

  it('mentions no cluster when none is used', () => {
    expect(text({ npm: true, cluster: 'none', load: false }, 15)).to.equal(
      'Preparing: install the npm packages. This takes about 20 s on this machine (2 cores).',
    );
    expect(text({ cluster: 'none', load: false }, 0)).to.equal('');
  });
});
