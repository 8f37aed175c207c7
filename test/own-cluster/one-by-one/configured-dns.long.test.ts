import { changeCorefile } from '../faults/corefile.ts';
import { describeClusterFaults, type ClusterFault } from '../faults/describe-cluster-faults.ts';
import { deployment, namespace, service } from '../faults/fault.ts';

const KUBERNETES = 'kubernetes cluster.local';
/** The only namespace whose Services are all headless. */
const NO_HEADLESS = 'template IN ANY shakedown.svc.cluster.local {\n    rcode NXDOMAIN\n}\n';

const ERRORS = '    errors\n';
/** In its zone it has no name, and refuses all others. */
const HOSTS = 'hosts /etc/hosts svc.cluster.local {\n        192.0.2.1 db.corp.example\n    }';
const SOME = '.:53 {';
/** Nobody answers at this address. */
const STUB = `fault-stub.svc.cluster.local:53 {\n    forward . 192.0.2.1\n}\n${SOME}`;
/** Denies questions from addresses that no pod has. */
const ACCESS = 'acl {\n        block net 192.0.2.0/24\n    }';

/** A name server that answers as somebody has configured it. */
const configuredDns: readonly ClusterFault[] = [
  {
    name: 'CoreDNS does not know the domain of the cluster',
    inject: async (local) => {
      await changeCorefile(local, 'kubernetes cluster.local', 'kubernetes cluster.example');
    },
    repair: async (local) => {
      await changeCorefile(local, 'kubernetes cluster.example', 'kubernetes cluster.local');
    },
    focus: 'kube-system|dns/',
    red: {
      'workloads/dns/node-1':
        /^ConfigMap kube-system\/coredns serves cluster\.example, and the pods of the node search cluster\.local; 4 of 4 names are not answered correctly: answered \w+: kubernetes\.default\.svc\.cluster\.local\./,
      'workloads/dns/node-2':
        /^ConfigMap kube-system\/coredns serves cluster\.example, and the pods of the node search cluster\.local; 4 of 4 names are not answered correctly: answered \w+: kubernetes\.default\.svc\.cluster\.local\./,
    },
    others: {
      'workloads/deployment/kube-system/coredns': 'passed',
      'workloads/service/kube-system/kube-dns': 'passed',
    },
  },
  {
    name: 'CoreDNS has no answer for the names of headless Services',
    inject: async (local) => {
      await changeCorefile(local, KUBERNETES, `${NO_HEADLESS}${KUBERNETES}`);
    },
    repair: async (local) => {
      await changeCorefile(local, `${NO_HEADLESS}${KUBERNETES}`, KUBERNETES);
    },
    focus: 'kube-system|dns/',
    red: {
      'workloads/dns/node-1':
        /^the Corefile answers by template IN ANY shakedown\.svc\.cluster\.local; 1 of 4 names are not answered correctly: answered \w+: shakedown-probe-agent-\w+\.shakedown\.svc\.cluster\.local\./,
      'workloads/dns/node-2':
        /^the Corefile answers by template IN ANY shakedown\.svc\.cluster\.local; 1 of 4 names are not answered correctly: answered \w+: shakedown-probe-agent-\w+\.shakedown\.svc\.cluster\.local\./,
    },
    others: {
      'workloads/deployment/kube-system/coredns': 'passed',
      'workloads/service/kube-system/kube-dns': 'passed',
    },
  },
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

describeClusterFaults(configuredDns, 'Name servers by their configuration, long tests');
