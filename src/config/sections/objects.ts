import { z } from 'zod';
import { annotations, duration, labels, objectName, pullPolicy, resources, toleration } from './values.ts';

/** The objects that the suite creates, to fit the rules of the cluster. */
export const objects = z
  .strictObject({
    labels: labels.default({}).describe('Of every object that the suite creates'),
    annotations: annotations.default({}).describe('Of every object that the suite creates'),
    resources: resources({ cpu: '50m', memory: '64Mi', memoryLimit: '256Mi' }).describe(
      'Of each container that the suite creates',
    ),
    tolerations: z
      .array(toleration)
      .default([])
      .describe('Of each pod that the suite creates, in addition to those that it needs'),
    nodeSelector: labels
      .default({})
      .describe(
        'Of each pod that the suite creates, except those of DaemonSets: probe agents run on every node that is judged (`scope.nodeSelector`)',
      ),
    imagePullSecrets: z.array(objectName).default([]).describe('Names of Secrets in the namespaces of the suite'),
    imagePullPolicy: pullPolicy.default('IfNotPresent').describe('Of each container that the suite creates'),
    timeToLive: duration
      .default('2h')
      .describe('After this time `shakedown cleanup` may remove the leftovers of a killed run'),
  })
  .prefault({})
  .describe('The objects that the suite creates, to fit the rules of the cluster');
