import type { Component } from './component.ts';
import { CONFINED, identity, namespace, oneReplica, service } from './kubernetes-objects.ts';
import { deploymentMissing } from './rolled-out.ts';

const WHO = identity('opensearch', 'opensearch');
const HOME = '/opensearch';

/** How Java starts OpenSearch: what its own script adds besides, this image has no module for. */
const JAVA = [
  ...['-Xms512m', '-Xmx512m', '-XX:+UseSerialGC', '-Djava.io.tmpdir=/tmp', '-Dfile.encoding=UTF-8'],
  ...[
    '-Dlog4j2.disable.jmx=true',
    '-Dlog4j.shutdownHookEnabled=false',
    `-javaagent:${HOME}/agent/opensearch-agent.jar`,
  ],
  ...[`-Dopensearch.path.home=${HOME}`, `-Dopensearch.path.conf=${HOME}/config`, '-Dopensearch.distribution.type=zip'],
  ...['-cp', `${HOME}/lib/*`, 'org.opensearch.bootstrap.OpenSearch'],
];

/** A log store of another make than VictoriaLogs. What it has is lost with its pod, but not when its container restarts. */
export const opensearch: Component = {
  name: WHO.name,
  addon: 'opensearch',
  binaries: [],
  images: ['opensearch'],
  after: ['kubelet', 'coredns'],
  manifests: ({ image }) => [
    namespace(WHO.namespace),
    service(WHO, 9200),
    oneReplica(WHO, {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, fsGroup: 65_532 },
      containers: [
        {
          name: WHO.name,
          image: image('opensearch').ref,
          imagePullPolicy: 'Never',
          args: [
            ...JAVA,
            // One node that waits for no other, and maps no files: that would need a kernel setting.
            ...['-Ediscovery.type=single-node', '-Enode.store.allow_mmap=false', '-Enetwork.host=0.0.0.0'],
            // A disk of the machine that is nearly full is no fault of this cluster.
            '-Ecluster.routing.allocation.disk.threshold_enabled=false',
          ],
          ports: [{ name: 'http', containerPort: 9200 }],
          resources: { requests: { cpu: '100m', memory: '768Mi' }, limits: { memory: '1536Mi' } },
          readinessProbe: { httpGet: { path: '/_cluster/health?local=true', port: 9200 }, periodSeconds: 2 },
          // It writes a keystore beside its configuration when it starts.
          securityContext: { ...CONFINED, readOnlyRootFilesystem: false },
          volumeMounts: [{ name: 'data', mountPath: `${HOME}/data` }],
        },
      ],
      volumes: [{ name: 'data', emptyDir: { sizeLimit: '4Gi' } }],
    }),
  ],
  missing: ({ api }) => deploymentMissing(api, WHO),
  within: '5m',
};
