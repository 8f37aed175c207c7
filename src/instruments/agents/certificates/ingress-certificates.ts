import { isIP } from 'node:net';
import type { Ref } from '../../../cluster/kinds/kind.ts';
import { looksAt } from '../../../cluster/rights/rights.ts';
import { entranceKinds } from '../../../conditions/platform/entrance-kinds.ts';
import type { CertificateSource } from './certificate-source.ts';

/** The port at which an Ingress answers with TLS. */
const PORT = 443;
/** The most names of one Ingress that are asked for. */
const HOSTS = 20;
/** A name with a star is asked for with this in its place. */
const ANY = 'shakedown-probe';

/**
 * What is presented at the address of an Ingress for each name of its `tls`. A controller presents one of its own where the Secret does not exist or
 * cannot be read, so it must be for that name. An address that is a name outside of the cluster is not asked.
 */
export function ingressCertificates(ref: Required<Ref>): CertificateSource {
  return {
    title: `ingress ${ref.namespace}/${ref.name}`,
    rights: [looksAt(entranceKinds.ingresses)],
    todo: `kubectl -n ${ref.namespace} describe ingress ${ref.name}`,
    servers: async (look) => {
      const { spec, status } = (await look.get(entranceKinds.ingresses, ref, { wholeCluster: true })) ?? {};
      const [host] = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip = '' }) => (isIP(ip) === 0 ? [] : [ip]));
      if (host === undefined) return [];
      const names = [...new Set((spec?.tls ?? []).flatMap(({ hosts }) => hosts ?? []))].slice(0, HOSTS);
      return names.map((name) => ({
        what: `ingress ${ref.namespace}/${ref.name} for ${name}`,
        target: { host, port: PORT, serverName: name.replace('*', ANY) },
        mustHaveName: true,
      }));
    },
  };
}
