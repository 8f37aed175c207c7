import { expect } from 'chai';
import { skipPattern } from './skip-pattern.ts';

const areas = new Set(['workloads', 'dns', 'nodes', 'mine']);
const checks: Record<string, string> = {
  'dns/cluster/coredns': 'names of Services are resolved',
  'workloads/deployment/kube-system/coredns': 'deployment kube-system/coredns is rolled out',
  'workloads/service/kube-system/kube-dns': 'service kube-system/kube-dns reaches its dns pods',
  'workloads/deployment/dns/web': 'deployment dns/web is rolled out',
  'workloads/deployment/shop/dns': 'deployment shop/dns is rolled out',
  'workloads/deployment/shop/web.v2': 'deployment shop/web.v2 is rolled out',
  'mine/backup': 'the backup [slow] can be restored',
};
const skipped = (pattern: string) => {
  const skips = skipPattern(pattern, areas);
  return Object.entries(checks)
    .filter(([id, title]) => skips({ id, title, area: id.split('/', 1)[0] ?? '' }))
    .map(([id]) => id);
};

describe('A skip', () => {
  for (const [pattern, ids] of [
    ['dns', ['dns/cluster/coredns']],
    ['dns/', ['dns/cluster/coredns']],
    ['dns/cluster', ['dns/cluster/coredns']],
    ['dns|backup', ['dns/cluster/coredns', 'mine/backup']],
    ['^dns/', ['dns/cluster/coredns']],
    ['coredns', ['dns/cluster/coredns', 'workloads/deployment/kube-system/coredns']],
    ['deployment/dns', ['workloads/deployment/dns/web']],
    ['/dns', ['dns/cluster/coredns', 'workloads/deployment/dns/web', 'workloads/deployment/shop/dns']],
    ['shop', ['workloads/deployment/shop/dns', 'workloads/deployment/shop/web.v2']],
    ['web', ['workloads/deployment/dns/web']],
    ['web.v2', ['workloads/deployment/shop/web.v2']],
    ['workloads/service', ['workloads/service/kube-system/kube-dns']],
    ['kube', []],
    ['nodes', []],
    ['(core|kube-)dns', Object.keys(checks).slice(0, 3)],
    ['.*dns', Object.keys(checks).slice(0, 5)],
    [String.raw`\[slow\]`, ['mine/backup']],
    ['can be restored$', ['mine/backup']],
    ['be restore', []],
  ] as const)
    it(`by '${pattern}' takes ${ids.length === 0 ? 'nothing' : ids.join(', ')}`, () => {
      expect(skipped(pattern)).to.have.members([...ids]);
    });
});
