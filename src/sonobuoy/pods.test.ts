import { expect } from 'chai';
import type { Pod } from '../cluster/kinds/kinds.ts';
import { troubleWith } from './pods.ts';

const aggregator = (status: Pod['status'] = {}, metadata: Pod['metadata'] = {}): Pod => ({
  metadata: { name: 'sonobuoy', labels: { 'sonobuoy-component': 'aggregator' }, ...metadata },
  status: { phase: 'Running', ...status },
});
const plugin = (status: Pod['status'] = {}, metadata: Pod['metadata'] = {}): Pod => ({
  metadata: { name: 'sonobuoy-shakedown-job-1', labels: { 'sonobuoy-plugin': 'shakedown' }, ...metadata },
  spec: { nodeName: 'node-1', containers: [] },
  status: { phase: 'Running', ...status },
});
const container = (name: string, state: object): Pod['status'] => ({
  containerStatuses: [{ name, image: 'img:1', imageID: '', ready: false, restartCount: 0, state }],
});
const look = (pods: Pod[], seenPlugin = true, silentNodes = new Map<string, string>()) => {
  const found = troubleWith({ pods, plugin: 'shakedown', seenPlugin, silentNodes });
  return found && { code: found.code, seen: found.seen, toleratedSeconds: found.toleratedSeconds };
};

describe('The pods of a Sonobuoy run', () => {
  it('are healthy while they run', () => expect(look([aggregator(), plugin()])).to.equal(undefined));

  it('are healthy before the plugin has one', () => expect(look([aggregator()], false)).to.equal(undefined));

  it('are healthy when the plugin’s container has ended with 0: the worker is still uploading', () => {
    const done = plugin(container('plugin', { terminated: { exitCode: 0, reason: 'Completed' } }));
    expect(look([aggregator(), done])).to.equal(undefined);
  });

  it('are lost some time after their node has become silent', () => {
    const on = (node: string): Pod => ({ ...aggregator(), spec: { nodeName: node, containers: [] } });
    const silent = new Map([['node-1', 'Kubelet stopped posting node status.']]);
    const seen = (component: string) =>
      `no heartbeat from node-1, the node of ${component} (Kubelet stopped posting node status.)`;
    expect(look([on('node-2'), plugin()], true, silent)).to.deep.equal({
      ...{ code: 'PLUGIN_LOST', seen: seen('the plugin'), toleratedSeconds: 120 },
    });
    expect(look([on('node-1'), plugin()], true, silent)).to.deep.equal({
      ...{ code: 'SONOBUOY_LOST', seen: seen('the aggregator'), toleratedSeconds: 120 },
    });
    const deleted = plugin({}, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    expect(look([on('node-2'), deleted], true, silent)?.seen).to.match(/being deleted, but its node node-1 does not/);
  });

  for (const [what, pods, expected] of [
    [
      'the aggregator was deleted',
      [plugin()],
      ['SONOBUOY_LOST', "the aggregator's pod was deleted, and the results with it", 10],
    ],
    [
      'the aggregator was evicted',
      [aggregator({ phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory.' }), plugin()],
      ['SONOBUOY_LOST', "the aggregator's container ended: Evicted: The node was low on memory.", 10],
    ],
    [
      'the aggregator was killed for memory',
      [aggregator(container('kube-sonobuoy', { terminated: { exitCode: 137, reason: 'OOMKilled' } })), plugin()],
      ['SONOBUOY_LOST', "the aggregator's container ended: exit code 137 (OOMKilled)", 10],
    ],
    [
      'the aggregator is being deleted',
      [aggregator({}, { deletionTimestamp: '2026-01-01T00:00:00Z' })],
      ['SONOBUOY_LOST', "the aggregator's pod is being deleted", 10],
    ],
    [
      'the aggregator’s image is not there',
      [aggregator(container('kube-sonobuoy', { waiting: { reason: 'ErrImageNeverPull', message: 'not present' } }))],
      ['SONOBUOY_IMAGE', 'image "img:1" cannot be pulled (ErrImageNeverPull): not present', 0],
    ],
    [
      'the aggregator fits on no node',
      [aggregator({ conditions: [{ type: 'PodScheduled', status: 'False', message: '0/2 nodes are available' }] })],
      ['SONOBUOY_UNSCHEDULABLE', '0/2 nodes are available', 120],
    ],
    [
      'the plugin’s image cannot be pulled',
      [aggregator(), plugin(container('plugin', { waiting: { reason: 'ImagePullBackOff', message: 'back-off' } }))],
      ['PLUGIN_IMAGE', 'image "img:1" cannot be pulled (ImagePullBackOff): back-off', 40],
    ],
    [
      'the image of another plugin cannot be pulled, whatever its container is named',
      [
        aggregator(),
        plugin({
          containerStatuses: [
            ...(container('sonobuoy-worker', { running: {} })?.containerStatuses ?? []),
            ...(container('e2e', { waiting: { reason: 'ErrImageNeverPull', message: 'absent' } })?.containerStatuses ??
              []),
          ],
        }),
      ],
      ['PLUGIN_IMAGE', 'image "img:1" cannot be pulled (ErrImageNeverPull): absent', 0],
    ],
    [
      'the plugin’s image has no valid name',
      [aggregator(), plugin(container('plugin', { waiting: { reason: 'InvalidImageName', message: 'bad' } }))],
      ['PLUGIN_IMAGE', 'image "img:1" cannot be pulled (InvalidImageName): bad', 0],
    ],
    [
      'a registry says that it has no such image for the plugin',
      [
        aggregator(),
        plugin(
          container('plugin', {
            waiting: { reason: 'ErrImagePull', message: 'rpc error: code = NotFound desc = img:1: not found' },
          }),
        ),
      ],
      ['PLUGIN_IMAGE', 'image "img:1" cannot be pulled (ErrImagePull): img:1: not found', 15],
    ],
    [
      'the plugin’s container died',
      [aggregator(), plugin(container('plugin', { terminated: { exitCode: 137, reason: 'OOMKilled' } }))],
      ['PLUGIN_LOST', 'the container of the plugin ended: exit code 137 (OOMKilled)', 30],
    ],
    [
      'the plugin’s pod is gone',
      [aggregator()],
      ['PLUGIN_LOST', 'the pod of the plugin disappeared: deleted, evicted, or its node was lost', 30],
    ],
    [
      'the plugin’s pod is being deleted, and its node may be dead',
      [aggregator(), plugin({}, { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 60 })],
      ['PLUGIN_LOST', 'the pod of the plugin is being deleted, but its node node-1 does not end it', 90],
    ],
  ] as const)
    it(`report that ${what}`, () => {
      const [code, seen, toleratedSeconds] = expected;
      expect(look([...pods])).to.deep.equal({ code, seen, toleratedSeconds });
    });
});
