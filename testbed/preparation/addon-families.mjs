// No dependency and no TypeScript: the bootstrap script imports this before anything is installed, with any Node that the machine has.

/**
 * The families of programs that an add-on needs besides those of Kubernetes. A test compares them with the components.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const ADDON_FAMILIES = {
  prometheus: ['prometheus', 'alertmanager', 'alert-receiver', 'kube-state-metrics', 'node-exporter'],
  logs: ['victorialogs'],
  ingress: [],
  policy: ['kube-router'],
  storage: ['local-path-provisioner'],
  csi: ['csi'],
  descheduler: ['descheduler'],
  opensearch: [],
  s3: ['versitygw'],
  nodes: ['karpenter', 'kwok'],
};

/**
 * The add-ons that only `npm test -- --long` brings up.
 * @type {readonly string[]}
 */
export const ONLY_IN_LONG_TESTS = ['ingress', 'policy', 'csi', 'descheduler', 'opensearch', 'nodes'];
