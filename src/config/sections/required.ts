import { z } from 'zod';

/** What a cluster may have or not: a check of a part that is not there is skipped, or fails if the part is required. */
export const clusterParts = [
  'prometheus',
  'alertmanager',
  'external-metrics',
  'logs',
  'storage',
  'snapshots',
  'load-balancer',
  'ingress',
  'gateway',
  'network-policy',
  'cert-manager',
  'node-autoscaler',
] as const;

/** A part that a cluster may have or not. */
export type ClusterPart = (typeof clusterParts)[number];

/** The parts that the cluster must have. */
export const required = z
  .array(
    z
      .string()
      .refine(
        (text): text is ClusterPart => (clusterParts as readonly string[]).includes(text),
        `one of ${clusterParts.join(', ')}`,
      ),
  )
  .default([])
  .describe(
    `Parts that the cluster must have: where one is not there, its checks fail, and are skipped otherwise. Of ${clusterParts.map((part) => `\`${part}\``).join(', ')}`,
  );
