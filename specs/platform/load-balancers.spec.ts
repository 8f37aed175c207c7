import { check, forEach, isLoadBalancer, kinds, loadBalancer, part, refOf } from 'shakedown';

const loadBalancers = await part({
  kind: kinds.services,
  id: 'platform/loadbalancer',
  byLabels: true,
  among: { selections: [{}], only: (one) => isLoadBalancer(one) },
  sample: { spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } },
});

describe('Every Service of type LoadBalancer has an address', () => {
  forEach(loadBalancers, (found, id) => {
    const addressed = loadBalancer(refOf(found)).hasAddress();

    check(addressed.title, { id, uses: [addressed] }, async ({ cluster, measure }) => {
      const { seconds } = await cluster.until(addressed);
      measure({ id: 'settled', value: seconds, unit: 'seconds' });
    });
  });
});
