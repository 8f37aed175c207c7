import { z } from 'zod';
import { endpointKeys } from './endpoint.ts';
import { annotations, dnsLabel, item, timeout } from './values.ts';

/** Where Prometheus is, or what serves the same API, and what is expected of it. */
export const prometheus = z
  .strictObject({
    ...endpointKeys('Prometheus'),
    window: timeout
      .default('10m')
      .describe('How far back failed scrapes of a target that succeeds now are counted: they are told, and no failure'),
    annotations: annotations
      .default({ 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8080', 'prometheus.io/path': '/metrics' })
      .describe('Annotations by which a pod of the suite is to be scraped, to prove that a new metric arrives'),
    podMonitor: z
      .boolean()
      .default(true)
      .describe(
        'Whether a pod of the suite gets a PodMonitor where no scrape job looks for annotations and a Prometheus of prometheus-operator picks one up. `false`: the permission for it is not needed',
      ),
    emptyJobs: z
      .array(item)
      .default([
        'kubernetes-pods*',
        'kubernetes-service-endpoints*',
        'kubernetes-services',
        'kubernetes-ingresses',
        'prometheus-pushgateway',
      ])
      .describe(
        'Scrape jobs that may have no target, because they look for annotations, for example; `*` matches any text. The default names those of the chart of Prometheus',
      ),
    metrics: z
      .array(
        z.strictObject({
          name: dnsLabel.describe('Whose metric it is, for the id of the check'),
          metric: z
            .string()
            .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'no name of a metric')
            .describe('The name of the metric'),
        }),
      )
      .default([])
      .describe(
        'Metrics whose newest sample is at most three scrape intervals old, besides those of the kubelet, cAdvisor, the API server, CoreDNS, kube-state-metrics and node-exporter where they are there',
      ),
  })
  .prefault({})
  .describe('Where Prometheus is, or what serves the same API, and what is expected of it');
