import { createHash } from 'node:crypto';
import type { Component } from './component.ts';
import { configMap, CONFINED, identity, namespace, onEveryNode } from './kubernetes-objects.ts';
import { SIMULATED } from './kwok.ts';
import { daemonSetMissing } from './rolled-out.ts';

const WHO = identity('opensearch', 'rsyslog');

/** How many parts of a line are joined. A container runtime cuts lines after 16 KiB. */
const PARTS = 8;

/** Collects the logs of all pods of a node, and sends them to OpenSearch. */
export const rsyslog: Component = {
  name: WHO.name,
  addon: 'opensearch',
  binaries: [],
  images: ['rsyslog'],
  after: ['kubelet', 'coredns', 'opensearch'],
  manifests: ({ image }) => {
    const configuration = rsyslogConfiguration();
    return [
      namespace(WHO.namespace),
      configMap(WHO, { 'rsyslog.conf': configuration }),
      onEveryNode(
        WHO,
        {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 30,
          containers: [
            {
              name: WHO.name,
              image: image('rsyslog').ref,
              imagePullPolicy: 'Never',
              args: ['-n', '-f', '/etc/rsyslog/rsyslog.conf', '-i', 'NONE'],
              env: [
                { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
                // A change replaces the pods.
                { name: 'CONFIGURATION', value: createHash('sha256').update(configuration).digest('hex') },
              ],
              resources: { requests: { cpu: '20m', memory: '32Mi' }, limits: { memory: '256Mi' } },
              // The files of the logs, and the directory of the state, belong to root; it needs no capability to read them.
              securityContext: { ...CONFINED, runAsUser: 0, runAsGroup: 0 },
              volumeMounts: [
                { name: 'configuration', mountPath: '/etc/rsyslog', readOnly: true },
                { name: 'pods', mountPath: '/var/log/pods', readOnly: true },
                { name: 'state', mountPath: '/state' },
              ],
            },
          ],
          volumes: [
            { name: 'configuration', configMap: { name: WHO.name } },
            { name: 'pods', hostPath: { path: '/var/log/pods' } },
            // Below the only directory that each node has for itself; how far each file was read outlives the pod.
            { name: 'state', hostPath: { path: '/var/lib/kubelet/rsyslog', type: 'DirectoryOrCreate' } },
          ],
        },
        SIMULATED,
      ),
    ];
  },
  missing: ({ api, nodes }) => daemonSetMissing(api, WHO, nodes.length),
};

/**
 * Reads the files of the CRI, `TIME STREAM F|P TEXT`, joins the parts of a line, and takes the origin from the path:
 * `/var/log/pods/NAMESPACE_POD_UID/CONTAINER/N.log`. Its own namespace is left out, so that no message about a message is sent.
 */
export function rsyslogConfiguration(): string {
  return `global(workDirectory="/state" maxMessageSize="256k")
main_queue(queue.type="LinkedList" queue.size="100000" queue.dequeueBatchSize="1000")
module(load="imfile" mode="inotify")
module(load="omelasticsearch")
input(type="imfile" file="/var/log/pods/*/*/*.log" tag="pod" ruleset="pods" addMetadata="on" escapeLF="off"
  endmsg.regex="^[^ ]+ (stdout|stderr) F" readTimeout="10" persistStateInterval="200" reopenOnTruncate="on")
template(name="entry" type="list" option.jsonf="on") {
  property(outname="@timestamp" name="$!time" format="jsonf")
  property(outname="message" name="$!text" format="jsonf")
  property(outname="stream" name="$!stream" format="jsonf")
  property(outname="kubernetes.namespace_name" name="$!namespace" format="jsonf")
  property(outname="kubernetes.pod_name" name="$!pod" format="jsonf")
  property(outname="kubernetes.container_name" name="$!container" format="jsonf")
  property(outname="kubernetes.host" name="$!node" format="jsonf")
}
ruleset(name="pods") {
  set $.directory = field($!metadata!filename, 47, 5);
  set $!namespace = field($.directory, 95, 1);
  if $!namespace == "${WHO.namespace}" then stop
  set $!pod = field($.directory, 95, 2);
  set $!container = field($!metadata!filename, 47, 6);
  set $!node = getenv("NODE");
  set $!time = field($msg, 32, 1);
  set $!stream = field($msg, 32, 2);
  set $!text = "";
${joinParts(1)}
  action(type="omelasticsearch" server="opensearch.${WHO.namespace}.svc" serverport="9200" template="entry"
    searchIndex="logs-pods" searchType="" bulkmode="on" maxbytes="5m" errorfile="/state/errors.json"
    action.resumeRetryCount="-1" action.resumeInterval="1"
    queue.type="LinkedList" queue.size="100000" queue.dequeueBatchSize="1000")
}
`;
}

/** Adds a part without its time, stream and flag to the text, and then those after it. */
function joinParts(part: number): string {
  const head = 'strlen(field($.part, 32, 1)) + strlen(" stdout F ")';
  const rest = part < PARTS ? `\n${joinParts(part + 1)}` : '';
  return `  set $.part = field($msg, 10, ${part});
  if $.part != "***FIELD NOT FOUND***" then {
  set $!text = $!text & substring($.part, ${head}, strlen($.part) - ${head.replace(' + ', ' - ')});${rest}
  }`;
}
