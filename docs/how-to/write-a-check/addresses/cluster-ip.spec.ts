import { check, creates, disappeared, kinds, looksAt, notYet, ready, type Condition, type Ref } from 'shakedown';

const hasAddress = (ref: Ref): Condition<readonly string[] | undefined> => ({
  title: `service ${ref.name} has an address`,
  rights: [{ ...looksAt(kinds.services), scope: 'workloads' }],
  todo: `kubectl -n ${ref.namespace} describe service ${ref.name}`,
  read: async (look) => (await look.get(kinds.services, ref))?.spec?.clusterIPs,
  judge: (addresses) => {
    if (!addresses) return disappeared('somebody has deleted it');
    return addresses.length > 0 ? ready() : notYet('it was given none');
  },
});

describe('The cluster hands out addresses', () => {
  check(
    'a new Service gets one',
    { id: 'addresses/cluster-ip', uses: [creates(kinds.services)], safety: 'own' },
    async ({ cluster, objects, measure }) => {
      await using service = await objects.create(kinds.services, {
        ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'address-wanted' } },
        spec: { ports: [{ port: 80 }] },
      });
      const { seconds } = await cluster.until(hasAddress(service.ref), { within: '30s' });
      measure({
        id: 'address',
        value: seconds,
        unit: 'seconds',
        budget: '5s',
        budgetReason: 'our deployments wait 5 s',
      });
    },
  );
});
