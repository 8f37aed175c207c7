import type { ClusterEntry } from '../file/entries.ts';
import { fileOf } from '../credentials.ts';
import type { TlsSettings } from '../dispatcher.ts';
import { invalidEntry } from '../kubeconfig-error.ts';
import { authorities } from './pem.ts';

/**
 * How a server with TLS is verified (client-go, transport/transport.go, TLSConfigFor); files are read now.
 * @throws ShakedownError KUBECONFIG_INVALID, KUBECONFIG_CREDENTIALS
 */
export function verification(cluster: ClusterEntry): TlsSettings {
  const key = cluster.caFile === '' ? 'certificate-authority-data' : 'certificate-authority';
  const hasAuthority = cluster.caFile !== '' || cluster.caData.length > 0;
  if (hasAuthority && cluster.insecure)
    throw invalidEntry(
      cluster,
      `has ${key} and insecure-skip-tls-verify`,
      'remove one of them, best insecure-skip-tls-verify',
    );
  const settings: TlsSettings = {};
  if (cluster.tlsServerName !== '') settings.servername = cluster.tlsServerName;
  if (cluster.insecure) settings.rejectUnauthorized = false;
  if (!hasAuthority) return settings;
  const read = authorities(cluster.caFile === '' ? cluster.caData : fileOf(cluster, key, cluster.caFile));
  if ('problem' in read)
    throw invalidEntry(
      cluster,
      `has a ${key} that ${read.problem}`,
      'copy the certificate again, from -----BEGIN to the end of -----END',
    );
  return { ...settings, ca: read.certificates, allowPartialTrustChain: true };
}
