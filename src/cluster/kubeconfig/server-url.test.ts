import { expect } from 'chai';
import { addressOf, parseServer } from './server-url.ts';

const read = (server: string) => {
  const parsed = parseServer(server);
  return 'url' in parsed ? addressOf(parsed.url) : parsed.problem;
};

describe('The server of a kubeconfig', () => {
  for (const [server, expected] of [
    ['https://k8s:6443', 'https://k8s:6443'],
    ['https://k8s:6443/', 'https://k8s:6443'],
    ['HTTPS://K8S', 'https://k8s'],
    ['https://rancher/k8s/clusters/c-1/', 'https://rancher/k8s/clusters/c-1'],
    ['https://k8s?a=b#c', 'https://k8s'],
    ['https://ann:secret@k8s', 'https://k8s'],
    ['k8s:6443', 'http://k8s:6443'],
    ['127.0.0.1:1', 'http://127.0.0.1:1'],
    ['[fd00::1]:6443', 'http://[fd00::1]:6443'],
    ['https://k8s/a b', 'https://k8s/a%20b'],
    ['https://k8s//a//b/../c/', 'https://k8s/a/c'],
    ['https://k8s/a%2Fb', 'https://k8s/a/b'],
    ['https://k8s/{a}"b!#c', 'https://k8s/%7Ba%7D%22b%21%23c'],
    ['https://k8s/a;b=c,d:e@f+g$h&i', 'https://k8s/a;b=c,d:e@f+g$h&i'],
    ['https://k8s/ä', 'https://k8s/%C3%A4'],
    ['https://127.0.0.1:06443', 'https://127.0.0.1:6443'],
    ['https://k8s/a%zz', 'has a server with a % in its path that must be written as %25'],
    ['https://2130706433', 'has a server whose host is neither a name nor an address in its usual form'],
    ['https://127.1', 'has a server whose host is neither a name nor an address in its usual form'],
    ['https://0x7f.0.0.1', 'has a server whose host is neither a name nor an address in its usual form'],
    ['https://local%68ost', 'has a server whose host is neither a name nor an address in its usual form'],
    ['https:///k8s', 'has a server that is no address'],
    ['https://[fe80::1%25eth0]:6443', 'has a server that is no address'],
    ['k8s/a', 'has a server with a path, but without https:// before it'],
    ['ftp://k8s', 'has a server with the scheme ftp://'],
    ['https://', 'has a server that is no address'],
    ['https://k8s:66000', 'has a server that is no address'],
    ['https://k8s :6443', 'has a server with a character that no address has'],
    ['https://k8s\n', 'has a server with a character that no address has'],
    ['<server>', 'has a server with a character that no address has'],
  ])
    it(`${JSON.stringify(server)} is ${expected}`, () => expect(read(server ?? '')).to.equal(expected));
});
