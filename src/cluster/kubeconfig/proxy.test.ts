import { expect } from 'chai';
import { parseProxyUrl, proxyFromEnvironment } from './proxy.ts';

const P = 'http://proxy:3128';
const used = (server: string, env: Record<string, string>) => {
  const found = proxyFromEnvironment(new URL(server), env);
  return found && 'url' in found ? found.url.origin.replace('null', found.url.href) : found;
};

describe('The proxy of the environment', () => {
  for (const [server, env, proxy] of [
    ['https://k8s:6443', { HTTPS_PROXY: P }, P],
    ['https://k8s:6443', { https_proxy: P }, P],
    ['https://k8s:6443', { HTTPS_PROXY: P, https_proxy: 'http://other' }, P],
    ['https://k8s:6443', { HTTP_PROXY: P }, undefined],
    ['http://k8s:8080', { HTTP_PROXY: P }, P],
    ['http://k8s:8080', { HTTPS_PROXY: P, ALL_PROXY: P }, undefined],
    ['https://k8s:6443', { HTTPS_PROXY: 'proxy:3128' }, P],
    ['https://k8s:6443', { HTTPS_PROXY: 'socks5://proxy:1080' }, 'socks5://proxy:1080'],
    ['https://localhost:6443', { HTTPS_PROXY: P }, undefined],
    ['https://127.1.2.3:6443', { HTTPS_PROXY: P }, undefined],
    ['https://[::1]:6443', { HTTPS_PROXY: P }, undefined],
  ] as const)
    it(`for ${server} with ${JSON.stringify(env)} is ${proxy ?? 'none'}`, () => {
      expect(used(server, env)).to.equal(proxy);
    });

  for (const [server, list, direct] of [
    ['https://k8s.example.com:6443', 'example.com', true],
    ['https://example.com', 'example.com', true],
    ['https://badexample.com', 'example.com', false],
    ['https://example.com', '.example.com', false],
    ['https://k8s.example.com', '.example.com', true],
    ['https://k8s.example.com', '*.example.com', true],
    ['https://k8s.example.com', 'EXAMPLE.com', true],
    ['https://k8s.example.com:6443', 'example.com:6443', true],
    ['https://k8s.example.com:6443', 'example.com:443', false],
    ['https://k8s.example.com', 'example.com:443', true],
    ['https://k8s.example.com', 'a, *', true],
    ['https://k8s.example.com', 'a *', false],
    ['https://10.1.2.3:6443', '10.0.0.0/8', true],
    ['https://11.1.2.3:6443', '10.0.0.0/8', false],
    ['https://10.1.2.3:6443', '10.1.2.3', true],
    ['https://10.1.2.3:6443', '10.1.2.3:6443', true],
    ['https://10.1.2.3:6443', '10.1.2.3:443', false],
    ['https://10.1.2.3:6443', '10.1.2', false],
    ['https://10.1.2.3:6443', '10.0.0.0/33', false],
    ['https://[fd00::1]:6443', 'fd00::/16', true],
    ['https://[fd00::1]:6443', 'fd00::1', true],
    ['https://[fd00::1]:6443', '[fd00::1]:6443', true],
    ['https://[fd00::1]:6443', '[fd00::1]:443', false],
    ['https://k8s.example.com', '10.0.0.0/8,,:443', false],
  ] as const)
    it(`is ${direct ? 'not ' : ''}used for ${server} when NO_PROXY is '${list}'`, () => {
      for (const name of ['NO_PROXY', 'no_proxy'])
        expect(used(server, { HTTPS_PROXY: P, [name]: list })).to.equal(direct ? undefined : P);
    });

  it('that is none is said with the variable, and without a password', () => {
    expect(used('https://k8s', { https_proxy: 'ftp://ann:secret@proxy' })).to.deep.equal({
      variable: 'https_proxy',
      problem: 'has the scheme ftp:// that no proxy has',
    });
  });
});

describe('A proxy-url', () => {
  for (const [text, problem] of [
    ['proxy.corp:3128', 'does not begin with http://, https:// or socks5://'],
    ['socks4://proxy:1080', 'does not begin with http://, https:// or socks5://'],
    ['http://', 'is no address of a proxy'],
    ['http://pro xy', 'is no address of a proxy'],
    ['http://ann:100%@proxy', 'has a % in its user name or password that must be written as %25'],
  ])
    it(`${text} is refused`, () => expect(parseProxyUrl(text ?? '')).to.deep.equal({ problem }));
});
