import { z } from 'zod';
import { nodeAutoscaler } from './node-autoscaler.ts';

const TYPE = /^[A-Za-z0-9][-A-Za-z0-9_./]*$/;
const OF_STATUS = /^[A-Za-z0-9][-A-Za-z0-9_./]*(=(True|False|Unknown))?$/;

/** How nodes are judged. */
export const nodes = z
  .strictObject({
    badConditions: z
      .array(
        z
          .string()
          .regex(OF_STATUS, "the type of a condition, or its type and status, as in 'GpuLost', 'GpuReady=False'"),
      )
      .default([])
      .describe(
        'Conditions of a node that are a failure, besides the known ones of kubelets and node problem detectors: `GpuLost` when it is True, or `GpuReady=False`. Others are only mentioned',
      ),
    ignoredConditions: z
      .array(z.string().regex(TYPE, "the type of a condition, as in 'FrequentContainerdRestart'"))
      .default([])
      .describe('Conditions of a node that are not judged and not mentioned, by type'),
    autoscaler: nodeAutoscaler,
  })
  .prefault({})
  .describe('How nodes are judged');
