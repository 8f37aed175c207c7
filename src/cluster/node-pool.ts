/** The labels by which nodes name their pool, by who sets them: Karpenter, GKE, EKS, AKS (its newer one first). */
const LABELS = [
  'karpenter.sh/nodepool',
  'cloud.google.com/gke-nodepool',
  'eks.amazonaws.com/nodegroup',
  'kubernetes.azure.com/agentpool',
  'agentpool',
];

/** The pool that a node belongs to; `undefined` when none of its labels names one. Pure. */
export function poolOf({ metadata }: { metadata?: { labels?: Record<string, string> } }): string | undefined {
  return LABELS.map((label) => metadata?.labels?.[label]).find((pool) => pool !== undefined && pool !== '');
}
