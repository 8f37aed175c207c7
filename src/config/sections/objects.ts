import { z } from 'zod';
import { duration, pullPolicy, resources, texts, toleration } from './values.ts';

/** What the suite creates, fitted to the rules of the cluster. */
export const objects = z
  .strictObject({
    labels: texts.default({}).describe('On everything the suite creates'),
    annotations: texts.default({}).describe('On everything the suite creates'),
    resources: resources({ cpu: '50m', memory: '64Mi', memoryLimit: '256Mi' }).describe(
      'Of each container the suite creates',
    ),
    tolerations: z.array(toleration).default([]).describe('Of each pod the suite creates, besides those it needs'),
    nodeSelector: texts.default({}).describe('Of each pod the suite creates'),
    imagePullSecrets: z.array(z.string()).default([]).describe('Names of Secrets in the namespaces of the suite'),
    imagePullPolicy: pullPolicy.default('IfNotPresent').describe('Of each container the suite creates'),
    timeToLive: duration
      .default('2h')
      .describe('After this long `shakedown cleanup` may remove what a killed run left'),
  })
  .prefault({})
  .describe('What the suite creates, fitted to the rules of the cluster');
