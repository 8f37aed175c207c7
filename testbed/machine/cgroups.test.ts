import { expect } from 'chai';
import { cgroupTrees, everyRoot } from './cgroups.ts';

const V1 = ['cpu', 'cpuacct', 'cpuset', 'memory', 'devices', 'freezer', 'blkio', 'pids'];
const V2_LINE = 'cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0';

function mount(options: string, at = options): string {
  return `cgroup /sys/fs/cgroup/${at} cgroup rw,relatime,${options} 0 0`;
}

describe('The cgroup trees of a machine', () => {
  it('are those of v1 where v1 has all controllers, even with an empty v2 tree mounted as well', () => {
    const mounts = [
      'proc /proc proc rw 0 0',
      ...V1.map((name) => mount(name)),
      mount('name=systemd', 'systemd'),
      V2_LINE,
    ].join('\n');
    expect(cgroupTrees(mounts)).to.deep.equal({
      version: 1,
      roots: [...V1, 'systemd'].map((name) => `/sys/fs/cgroup/${name}`),
      unified: '/sys/fs/cgroup',
    });
  });

  it('include the v2 tree in the search for what runc leaves behind', () => {
    const mounts = [...V1.map((name) => mount(name)), V2_LINE.replace('cgroup cgroup2', 'cgroup/unified cgroup2')].join(
      '\n',
    );
    expect(everyRoot(cgroupTrees(mounts))).to.include('/sys/fs/cgroup/unified');
  });

  it('count a tree of two controllers once', () => {
    const others = V1.filter((name) => !name.startsWith('cpu')).map((name) => mount(name));
    const mounts = [mount('cpu,cpuacct'), mount('cpuset'), ...others].join('\n');
    expect(cgroupTrees(mounts).roots).to.have.length(7);
  });

  it('are the single tree of v2 where there is no v1', () => {
    expect(cgroupTrees(V2_LINE)).to.deep.include({ version: 2, roots: ['/sys/fs/cgroup'] });
  });

  it('are refused when v1 lacks a controller, which is named', () => {
    const mounts = V1.filter((name) => name !== 'pids')
      .map((name) => mount(name))
      .join('\n');
    expect(() => cgroupTrees(mounts)).to.throw(
      'TESTBED_CGROUPS: no pids in /proc/self/mounts\n' +
        '  expected: cgroup v2, or cgroup v1 with every controller that the kubelet needs\n  do:       mount the missing cgroup controllers below /sys/fs/cgroup',
    );
  });
});
