import { listOf, type Reply } from './replies.ts';

const node = {
  metadata: { name: 'node-a', uid: 'n-1' },
  status: { nodeInfo: { kubeletVersion: 'v1.36.3', osImage: 'Debian', containerRuntimeVersion: 'containerd://2.1.0' } },
};

/** Routes of a cluster with one node and one namespace, `shop`, that grants every permission. */
export const discoverable: Readonly<Record<string, Reply>> = {
  '/version': { body: { major: '1', minor: '36', gitVersion: 'v1.36.3' } },
  '/api/v1/namespaces/kube-system': { body: { metadata: { name: 'kube-system', uid: 'uid-of-the-cluster' } } },
  '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews': { body: { status: { allowed: true } } },
  '/api/v1/nodes': listOf('1', [node]),
  '/api/v1/namespaces': listOf('1', [{ metadata: { name: 'shop' } }]),
};
