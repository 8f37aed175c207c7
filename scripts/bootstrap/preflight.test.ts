import { expect } from 'chai';
import { isAtLeast, problemsIn } from './preflight.mjs';

const GB = 1_000_000_000;
const good = {
  platform: 'linux',
  arch: 'x64',
  uid: 0,
  go: { path: '/usr/local/go/bin/go', version: 'go1.26.8' },
  python: 'Python 3.11.2',
  memory: 24 * 1_024 ** 3,
  namespaces: true,
  disks: [{ free: 80 * GB, uses: [{ path: '/root/.cache/shakedown', bytes: 3.5 * GB, variable: 'SHAKEDOWN_CACHE' }] }],
  packages: [],
  apt: true,
  npm: true,
};

describe('Before anything is changed', () => {
  it('a machine that has everything has no problems', () => {
    expect(problemsIn(good, 'testbed')).to.deep.equal([]);
    expect(problemsIn({ ...good, python: undefined }, 'testbed')).to.deep.equal([]);
  });

  const cases: [string, Partial<Parameters<typeof problemsIn>[0]>, string][] = [
    [
      'another operating system',
      { platform: 'darwin' },
      'The local cluster needs Linux and this is darwin: use a Linux machine, or name a cluster with --kubeconfig or --context.',
    ],
    [
      'another processor',
      { arch: 'riscv64' },
      'The local cluster runs on x64 and arm64 and this machine is riscv64: use another machine.',
    ],
    [
      'another user than root',
      { uid: 1_000, namespaces: false },
      'Only root can create namespaces, mounts and cgroups and this is user 1000: start it with sudo env "PATH=$PATH" npm start (or npm test).',
    ],
    [
      'no Go',
      { go: undefined },
      'Go 1.26.7 or newer is needed and none was found: install it from https://go.dev/dl/ and put its bin directory first in PATH.',
    ],
    [
      'an old Go',
      { go: { path: '/usr/bin/go', version: 'go1.19.8' } },
      'Go 1.26.7 or newer is needed and /usr/bin/go is go1.19.8: install it from https://go.dev/dl/ and put its bin directory first in PATH.',
    ],
    [
      'a Python that is too old for Locust',
      { python: 'Python 3.10.12' },
      'Python 3.11 or newer is needed as /usr/bin/python3, for the image of Locust, and this is Python 3.10.12: use Debian 12, Ubuntu 24.04 or newer.',
    ],
    [
      'too little memory',
      { memory: 3.5 * 1_024 ** 3 },
      '6 GiB of memory are needed and there are 3.5 GiB: give this machine or container more.',
    ],
    [
      'a container without privileges',
      { namespaces: false },
      'Namespaces and mounts cannot be created here, as in a container without privileges: use a virtual machine, or a container started with --privileged.',
    ],
    [
      'a full disk',
      {
        disks: [
          {
            free: 2.04 * GB,
            uses: [
              { path: '/root/.cache/shakedown', bytes: 3.5 * GB, variable: 'SHAKEDOWN_CACHE' },
              { path: '/root/.cache/go-build', bytes: 6.5 * GB, variable: 'GOCACHE' },
              { path: '/src', bytes: 1 * GB },
            ],
          },
        ],
      },
      '11 GB are needed for /root/.cache/shakedown, /root/.cache/go-build, /src and 2 GB are free there: free some space, or move some of it with SHAKEDOWN_CACHE, GOCACHE.',
    ],
    [
      'packages that nothing can install',
      { apt: false, packages: [{ name: 'containerd', programs: ['containerd', 'ctr'] }] },
      'There is no apt-get to install what is missing: install containerd, ctr with the package manager of this system.',
    ],
    [
      'no npm',
      { npm: false },
      'npm is needed to install the packages and is not in PATH: it comes with Node from https://nodejs.org.',
    ],
  ];
  for (const [title, facts, sentence] of cases) {
    it(`${title} is reported with how to fix it`, () => {
      expect(problemsIn({ ...good, ...facts }, 'testbed')).to.deep.equal([sentence]);
    });
  }

  it('all problems are reported at once', () => {
    const facts = { ...good, uid: 7, go: undefined, memory: 0, npm: false };
    expect(problemsIn(facts, 'testbed')).to.have.length(4);
  });

  it('a command on a running cluster needs no Go, no memory and no disk space', () => {
    const facts = { ...good, go: undefined, memory: 0, disks: [{ free: 0, uses: [{ path: '/', bytes: 1 }] }] };
    expect(problemsIn(facts, 'root')).to.deep.equal([]);
  });

  it('a run on another cluster needs neither root nor Linux', () => {
    expect(problemsIn({ ...good, uid: 501, platform: 'darwin' }, 'node')).to.deep.equal([]);
  });
});

describe('A version of Go', () => {
  for (const [version, enough] of Object.entries({
    'go1.26.5': true,
    'go1.26.10': true,
    'go1.26.4': false,
    'go1.27rc1': true,
    'go1.26': false,
    'go1.9.7': false,
    'go2.0.0': true,
    'devel go1.28-abcdef': true,
    '': false,
  })) {
    it(`'${version}' is ${enough ? 'new enough' : 'too old'}`, () => {
      expect(isAtLeast(version, '1.26.5')).to.equal(enough);
    });
  }
});
