import { z } from 'zod';
import { dnsLabel, imageName, objectName, pullPolicy, resources } from './values.ts';

/** How the suite runs as a Sonobuoy plugin. */
export const sonobuoy = z
  .strictObject({
    path: z.string().default('sonobuoy').describe('The sonobuoy program, 0.57.3 or newer'),
    image: imageName
      .default('sonobuoy/sonobuoy:v0.57.3')
      .describe(
        'Image of aggregator and worker; always passed, because the newest versions’ own default was never published',
      ),
    namespace: dnsLabel.default('sonobuoy').describe('Where Sonobuoy runs its aggregator and the plugin'),
    imagePullPolicy: pullPolicy.default('IfNotPresent').describe('Of aggregator and worker'),
    resources: resources({ cpu: '100m', memory: '192Mi', memoryLimit: '512Mi' }).describe(
      'Of the plugin’s own container',
    ),
    environmentFrom: z
      .array(objectName)
      .default([])
      .describe(
        'Secrets in the namespace of Sonobuoy whose entries the plugin’s container has as environment variables, such as `AWS_ACCESS_KEY_ID`; one that is not there is left out',
      ),
  })
  .prefault({})
  .describe('How the suite runs as a Sonobuoy plugin');
