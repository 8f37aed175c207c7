import { expect } from 'chai';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { dispatcherFor } from '../../cluster/kubeconfig/dispatcher.ts';
import { elsewhere, expired, named, serverKey } from '../../cluster/kubeconfig/tls/server-certificates.fixture.ts';
import { getUrl, redirectedTo } from './get-url.ts';

const { signal } = new AbortController();

describe('An address that users come to', () => {
  const open: Server[] = [];
  afterEach(() => {
    for (const server of open.splice(0)) server.close();
  });
  const listen = async (server: Server): Promise<number> => {
    open.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const plain = async (answer: RequestListener) => `http://localhost:${await listen(createServer(answer))}`;
  const secure = async (cert: string, answer: RequestListener = (_, response) => response.end('hello')) =>
    `https://localhost:${await listen(createTlsServer({ cert, key: serverKey }, answer))}`;
  /** @param trusted the authorities of the machine. */
  const get = (url: string, trusted: string[] = [named]) =>
    getUrl(url, dispatcherFor({ ca: trusted }, undefined, {}), signal);

  it('answers with its status, and its certificate is verified', async () => {
    const url = await secure(named);
    expect(await get(`${url}/`)).to.deep.equal({ status: 200, at: `${url}/` });
    expect(await get(`${url}/`, [elsewhere])).to.deep.equal({
      ...{ at: `${url}/`, why: 'its certificate is not accepted (DEPTH_ZERO_SELF_SIGNED_CERT)' },
    });
  });

  it('does not answer with a certificate that has expired, or is for another name', async () => {
    expect(await get(await secure(expired), [expired]))
      .to.have.property('why')
      .that.equals('its certificate is not accepted (CERT_HAS_EXPIRED)');
    expect(await get(await secure(elsewhere), [elsewhere]))
      .to.have.property('why')
      .that.equals('its certificate is not accepted (ERR_TLS_CERT_ALTNAME_INVALID)');
  });

  it('answers also with the status of a gateway, which others judge', async () => {
    const url = await plain((_, response) => response.writeHead(503).end());
    expect(await get(url)).to.deep.equal({ status: 503, at: `${url}/` });
  });

  it('does not answer where nothing listens, or its name is not known', async () => {
    const url = await plain(() => {});
    const [server] = open.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    expect(await get(url)).to.deep.equal({ at: `${url}/`, why: 'nothing listens there (ECONNREFUSED)' });
    const unknown = await get('http://no-such-name.invalid/');
    expect(unknown)
      .to.have.property('why')
      .that.matches(/^the name is not known \(ENOTFOUND\)$|\(EAI_AGAIN\)$/);
  });

  it('is not read beyond the head of its answer', async () => {
    const url = await plain((_, response) => void response.writeHead(200).write('the first of endless bytes'));
    expect(await get(url)).to.include({ status: 200 });
  });

  it('is followed on its own host, and no more often than five times', async () => {
    const shop = await secure(named);
    const url = await plain((_, response) => response.writeHead(301, { location: `${shop}/start` }).end());
    expect(await get(url)).to.deep.equal({ status: 200, at: `${shop}/start` });
    let times = 0;
    const loop = await plain((_, response) => response.writeHead(302, { location: `/${(times += 1)}` }).end());
    expect(await get(loop)).to.deep.equal({ at: loop, why: 'it redirects more than 5 times' });
    expect(times).to.equal(6);
  });

  for (const [location, isFollowed] of [
    ['/login', true],
    ['https://shop.example.com:8443/', true],
    ['https://login.example.com/', false],
    ['http://shop.example.com/', false],
    ['file:///etc/passwd', false],
    ['https://[', false],
    [undefined, false],
  ] as const)
    it(`${isFollowed ? 'is' : 'is not'} followed to ${location}`, () => {
      const to = redirectedTo(new URL('https://shop.example.com/'), { status: 302, location });
      expect(to !== undefined).to.equal(isFollowed);
    });

  it('ends with the signal of the check', async () => {
    const aborted = AbortSignal.abort(new Error('over'));
    const error = await getUrl('http://localhost:9/', dispatcherFor({}, undefined, {}), aborted).catch(
      (one: unknown) => one,
    );
    expect(error).to.have.property('message', 'over');
  });
});
