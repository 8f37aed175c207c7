import { base64, type Row } from './row.ts';

const NOWHERE = 'kubectl goes to http://localhost:8080, which nobody chose';

/** Addresses, verification and proxies. */
export const clusterRows: readonly Row[] = [
  {
    what: 'certificate-authority, relative',
    make: (b) => {
      b.write('pki/ca.crt', b.material.ca);
      return b.with({ cluster: { 'certificate-authority-data': null, 'certificate-authority': 'pki/ca.crt' } });
    },
  },
  {
    what: 'certificate-authority that does not exist',
    make: (b) => b.with({ cluster: { 'certificate-authority-data': null, 'certificate-authority': 'none.crt' } }),
  },
  {
    what: 'certificate-authority that is empty',
    make: (b) =>
      b.with({ cluster: { 'certificate-authority-data': null, 'certificate-authority': b.write('ca.crt', '') } }),
  },
  {
    what: 'certificate-authority twice, as file and as data',
    make: (b) => b.with({ cluster: { 'certificate-authority': b.write('ca.crt', b.material.ca) } }),
  },
  { what: 'no certificate-authority', make: (b) => b.with({ cluster: { 'certificate-authority-data': null } }) },
  {
    what: 'certificate-authority of another cluster',
    make: (b) => b.with({ cluster: { 'certificate-authority-data': base64(b.material.cert) } }),
  },
  {
    what: 'certificate-authority-data that is no certificate',
    make: (b) => b.with({ cluster: { 'certificate-authority-data': base64('hello') } }),
  },
  {
    what: 'certificate-authority-data with a text and a broken certificate before the right one',
    make: (b) => {
      const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
      return b.with({ cluster: { 'certificate-authority-data': base64(`of ann\n${broken}${b.material.ca}`) } });
    },
  },
  {
    what: 'certificate-authority-data and insecure-skip-tls-verify',
    make: (b) => b.with({ cluster: { 'insecure-skip-tls-verify': true } }),
  },
  {
    what: 'insecure-skip-tls-verify alone',
    make: (b) => b.with({ cluster: { 'certificate-authority-data': null, 'insecure-skip-tls-verify': true } }),
  },
  {
    what: 'insecure-skip-tls-verify that is a text',
    make: (b) => b.with({ cluster: { 'insecure-skip-tls-verify': 'true' } }),
  },
  {
    what: 'tls-server-name that is in the certificate',
    make: (b) => b.with({ cluster: { 'tls-server-name': 'kubernetes.default.svc' } }),
  },
  {
    what: 'tls-server-name that is not in the certificate',
    make: (b) => b.with({ cluster: { 'tls-server-name': 'shop.example.com' } }),
  },
  { what: 'server with a slash at its end', make: (b) => b.with({ cluster: { server: `${b.material.server}/` } }) },
  { what: 'server with a path', make: (b) => b.with({ cluster: { server: `${b.material.server}/clusters/a` } }) },
  {
    what: 'server with a path that has a space',
    make: (b) => b.with({ cluster: { server: `${b.material.server}/a b` } }),
  },
  { what: 'server with a path that has %2F', make: (b) => b.with({ cluster: { server: `${b.material.server}/%2F` } }) },
  {
    what: 'server with a % in its path that encodes nothing',
    make: (b) => b.with({ cluster: { server: `${b.material.server}/%zz` } }),
  },
  {
    what: 'server whose host is a number',
    make: (b) => b.with({ cluster: { server: b.material.server.replace('127.0.0.1', '2130706433') } }),
  },
  {
    what: 'server whose host is short for an address',
    make: (b) => b.with({ cluster: { server: b.material.server.replace('127.0.0.1', '127.1') } }),
  },
  {
    what: 'server whose address of version 4 is one of version 6',
    make: (b) => b.with({ cluster: { server: b.material.server.replace('127.0.0.1', '[::ffff:127.0.0.1]') } }),
  },
  { what: 'tls-server-name in brackets', make: (b) => b.with({ cluster: { 'tls-server-name': '[127.0.0.1]' } }) },
  { what: 'server with a query', make: (b) => b.with({ cluster: { server: `${b.material.server}?a=b` } }) },
  {
    what: 'server in capital letters',
    make: (b) => b.with({ cluster: { server: b.material.server.replace('https', 'HTTPS') } }),
  },
  {
    what: 'server without https:// before it',
    make: (b) => b.with({ cluster: { server: b.material.server.replace('https://', '') } }),
  },
  {
    what: 'server without https:// before it, with a path',
    make: (b) => b.with({ cluster: { server: `${b.material.server.replace('https://', '')}/a` } }),
  },
  {
    what: 'server with http://',
    make: (b) => b.with({ cluster: { server: b.material.server.replace('https', 'http') } }),
  },
  { what: 'server with ftp://', make: (b) => b.with({ cluster: { server: 'ftp://127.0.0.1:6443' } }) },
  { what: 'server with a space', make: (b) => b.with({ cluster: { server: 'https://127.0.0.1 :6443' } }) },
  { what: 'server with a port that is none', make: (b) => b.with({ cluster: { server: 'https://127.0.0.1:644300' } }) },
  {
    what: 'server where nobody listens',
    make: (b) => b.with({ cluster: { server: b.material.nowhere.replace('http', 'https') } }),
  },
  {
    what: 'server with a name that does not exist',
    make: (b) => b.with({ cluster: { server: 'https://no-such-host.invalid:6443' } }),
  },
  { what: 'no server', make: (b) => b.with({ cluster: { server: '' } }), note: NOWHERE },
  { what: 'proxy-url of an HTTP proxy', make: (b) => b.with({ cluster: { 'proxy-url': b.material.httpProxy } }) },
  { what: 'proxy-url of a SOCKS5 proxy', make: (b) => b.with({ cluster: { 'proxy-url': b.material.socksProxy } }) },
  { what: 'proxy-url where nobody listens', make: (b) => b.with({ cluster: { 'proxy-url': b.material.nowhere } }) },
  { what: 'proxy-url without http:// before it', make: (b) => b.with({ cluster: { 'proxy-url': 'proxy.corp:3128' } }) },
  { what: 'proxy-url with socks4://', make: (b) => b.with({ cluster: { 'proxy-url': 'socks4://127.0.0.1:1080' } }) },
  {
    what: 'HTTPS_PROXY where nobody listens, and a server on a loopback address',
    make: (b) => b.with({}, { env: { HTTPS_PROXY: b.material.nowhere } }),
  },
  {
    what: 'HTTPS_PROXY, proxy-url and NO_PROXY: proxy-url holds',
    make: (b) =>
      b.with(
        { cluster: { 'proxy-url': b.material.httpProxy } },
        { env: { HTTPS_PROXY: b.material.nowhere, NO_PROXY: '*' } },
      ),
  },
  {
    what: 'HTTPS_PROXY where nobody listens, and a server with a name',
    make: (b) =>
      b.with({ cluster: { server: 'https://shop.invalid:6443' } }, { env: { HTTPS_PROXY: b.material.nowhere } }),
  },
  { what: 'disable-compression', make: (b) => b.with({ cluster: { 'disable-compression': true } }) },
];
