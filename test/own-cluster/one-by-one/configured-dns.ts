import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';
import { deployment, namespace, service } from '../faults/fault.ts';
import type { ClusterFault } from './cluster-faults.ts';

const DNS = ['--namespace=kube-system'];
const COREDNS = 'deployment/coredns';

const ERRORS = '    errors\n';
/** In its zone it has no name, and refuses all others. */
const HOSTS = 'hosts /etc/hosts svc.cluster.local {\n        192.0.2.1 db.corp.example\n    }';
const SOME = '.:53 {';
/** Nobody answers at this address. */
const STUB = `fault-stub.svc.cluster.local:53 {\n    forward . 192.0.2.1\n}\n${SOME}`;
/** Denies questions from addresses that no pod has. */
const ACCESS = 'acl {\n        block net 192.0.2.0/24\n    }';

/** A name server that answers as somebody has configured it. */
export const configuredDns: readonly ClusterFault[] = [
  {
    name: 'CoreDNS refuses what a plugin for hosts does not have, which does not fall through',
    inject: async (local) => {
      await changeCorefile(local, ERRORS, `${ERRORS}    ${HOSTS}\n`);
    },
    repair: async (local) => {
      await changeCorefile(local, `${ERRORS}    ${HOSTS}\n`, ERRORS);
    },
    focus: 'kube-system|dns/',
    red: {
      'workloads/dns/node-1':
        /^the Corefile answers by hosts \/etc\/hosts svc\.cluster\.local; 1 of 1 names are not answered correctly: answered \w+: shakedown-probe-agent-/,
      'workloads/dns/node-2':
        /^the Corefile answers by hosts \/etc\/hosts svc\.cluster\.local; 1 of 1 names are not answered correctly: answered \w+: shakedown-probe-agent-/,
    },
    others: { 'workloads/deployment/kube-system/coredns': 'passed' },
  },
  {
    name: 'CoreDNS leaves the names of a namespace to another name server, and denies other networks',
    inject: async (local) => {
      await local.apply([
        namespace('fault-stub'),
        deployment({ namespace: 'fault-stub', image: local.image }),
        service('fault-stub'),
      ]);
      await local.kubectl(['--namespace=fault-stub', 'rollout', 'status', 'deployment/web', '--timeout=60s']);
      await changeCorefile(local, SOME, STUB);
      await changeCorefile(local, ERRORS, `${ERRORS}    ${ACCESS}\n`);
    },
    repair: async (local) => {
      await changeCorefile(local, `${ERRORS}    ${ACCESS}\n`, ERRORS);
      await changeCorefile(local, STUB, SOME);
    },
    focus: 'fault-stub|dns/',
    red: {},
    others: {
      'workloads/dns/node-1': 'passed',
      'workloads/dns/node-2': 'passed',
      'workloads/service/fault-stub/web': 'passed',
    },
  },
];

/** Changes a part of CoreDNS's Corefile, and returns when all of its pods have it. */
export async function changeCorefile({ kubectl }: LocalCluster, from: string, to: string): Promise<void> {
  const map = JSON.parse(await kubectl([...DNS, 'get', 'configmap', 'coredns', '--output=json'])) as {
    data: { Corefile: string };
  };
  const data = { Corefile: map.data.Corefile.replace(from, to) };
  await kubectl([...DNS, 'patch', 'configmap', 'coredns', `--patch=${JSON.stringify({ data })}`]);
  await kubectl([...DNS, 'rollout', 'restart', COREDNS]);
  await kubectl([...DNS, 'rollout', 'status', COREDNS, '--timeout=60s']);
}
