import { expect } from 'chai';
import { configSchema } from '../config/schema.ts';
import { sonobuoyConfig } from './sonobuoy-config.ts';

const controlPlane = { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' };
const CustomAnnotations = {
  'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
  'karpenter.sh/do-not-disrupt': 'true',
};

describe('The configuration of Sonobuoy', () => {
  it('collects no object and no log of the cluster, and keeps autoscalers away', () => {
    expect(sonobuoyConfig(configSchema.parse({}))).to.deep.equal({
      Resources: [],
      CustomAnnotations,
      AggregatorTolerations: [controlPlane],
    });
  });

  it('has the tolerations and the first pull secret of the configuration', () => {
    const objects = { tolerations: [{ key: 'spot', operator: 'Exists' }], imagePullSecrets: ['one', 'two'] };
    expect(sonobuoyConfig(configSchema.parse({ objects }))).to.deep.include({
      AggregatorTolerations: [controlPlane, { key: 'spot', operator: 'Exists' }],
      ImagePullSecrets: 'one',
    });
  });
});
