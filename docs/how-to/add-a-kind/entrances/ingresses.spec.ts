import { check, disappeared, forEach, looksAt, notYet, part, ready, refOf, type Condition, type Kind } from 'shakedown';

interface Ingress {
  spec?: { ingressClassName?: string };
  status?: { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } };
}

const kind: Kind<Ingress> = {
  group: 'networking.k8s.io',
  version: 'v1',
  resource: 'ingresses',
  kind: 'Ingress',
  namespaced: true,
};
const ingresses = await part({
  kind,
  id: 'entrances/ingress',
  byLabels: true,
  sample: { spec: {}, status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } },
});

describe('Every Ingress can be reached from outside', () => {
  forEach(ingresses, (found, id) => {
    const ref = refOf(found);
    const hasAddress: Condition<Ingress | undefined> = {
      title: `ingress ${ref.path} has an address`,
      rights: [looksAt(kind)],
      todo: `kubectl -n ${ref.namespace} describe ingress ${ref.name}`,
      read: (look) => look.get(kind, ref, { wholeCluster: true }),
      judge: (ingress) => {
        if (!ingress) return disappeared('it does not exist');
        const addresses = ingress.status?.loadBalancer?.ingress ?? [];
        if (addresses.length > 0) return ready();
        return notYet(
          `no controller has given it an address; its class is ${ingress.spec?.ingressClassName ?? 'the default'}`,
        );
      },
    };

    check(hasAddress.title, { id, uses: [hasAddress] }, async ({ cluster }) => {
      await cluster.until(hasAddress);
    });
  });
});
