import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { buildConnector } from 'undici';

/** Why a SOCKS5 proxy gave no connection. */
export class SocksError extends Error {
  readonly code = 'SOCKS5';
}

/** The answers of a proxy, RFC 1928, section 6. */
const replies = [
  ...['succeeded', 'general failure', 'it does not allow this connection', 'network unreachable', 'host unreachable'],
  ...['connection refused', 'TTL expired', 'it cannot connect', 'it does not know this type of address'],
];

/**
 * Connects through a SOCKS5 proxy (RFC 1928, RFC 1929); the proxy resolves names, as with Go's client. undici has one that it calls experimental, with
 * a warning on standard error.
 * @param timeoutMs until there is a connection.
 */
export function socks5Connector(proxy: URL, tls: object, timeoutMs: number): buildConnector.connector {
  const upgrade = buildConnector({ ...tls, timeout: timeoutMs, allowH2: false });
  return (options, callback) => {
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
    void connected();

    async function connected(): Promise<void> {
      try {
        const socket = await tunnel(proxy, options.hostname, port, timeoutMs);
        if (options.protocol === 'https:') upgrade({ ...options, httpSocket: socket }, callback);
        else callback(null, socket);
      } catch (error) {
        callback(error as Error, null);
      }
    }
  };
}

async function tunnel(proxy: URL, host: string, port: number, timeoutMs: number): Promise<Socket> {
  const socket = connect({ host: unbracketed(proxy.hostname), port: Number(proxy.port || 1_080) });
  const ended = new AbortController();
  socket.setTimeout(timeoutMs, () => ended.abort(new SocksError('it does not answer')));
  socket.on('close', () => ended.abort(new SocksError('it closed the connection')));
  try {
    await once(socket, 'connect', { signal: ended.signal });
    await authenticate(socket, proxy, ended.signal);
    socket.write(
      Buffer.concat([Buffer.from([5, 1, 0]), address(unbracketed(host)), Buffer.from([port >> 8, port & 255])]),
    );
    const [, reply = 1, , type] = await receive(socket, 4, ended.signal);
    if (reply !== 0) throw new SocksError(replies[reply] ?? `answer ${reply}`);
    const length = type === 1 ? 4 : type === 4 ? 16 : ((await receive(socket, 1, ended.signal))[0] ?? 0);
    await receive(socket, length + 2, ended.signal);
  } catch (error) {
    socket.destroy();
    throw ended.signal.aborted && (error as Error).name === 'AbortError' ? ended.signal.reason : error;
  }
  socket.setTimeout(0);
  socket.removeAllListeners('timeout').removeAllListeners('close');
  return socket;
}

async function authenticate(socket: Socket, proxy: URL, signal: AbortSignal): Promise<void> {
  const [user, password] = [proxy.username, proxy.password].map((text) => Buffer.from(decodeURIComponent(text)));
  const known = user !== undefined && password !== undefined && user.length > 0;
  socket.write(Buffer.from(known ? [5, 2, 0, 2] : [5, 1, 0]));
  const [version, method] = await receive(socket, 2, signal);
  if (version !== 5) throw new SocksError('it is no SOCKS5 proxy');
  if (method === 0) return;
  if (method !== 2 || !known) throw new SocksError('it wants a user name and a password');
  socket.write(Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]));
  const [, status] = await receive(socket, 2, signal);
  if (status !== 0) throw new SocksError('it does not accept the user name and the password');
}

function address(host: string): Buffer {
  switch (isIP(host)) {
    case 4:
      return Buffer.from([1, ...host.split('.').map(Number)]);
    case 6:
      return Buffer.concat([Buffer.from([4]), bytesOfV6(host)]);
    default:
      return Buffer.concat([Buffer.from([3, Buffer.byteLength(host)]), Buffer.from(host)]);
  }
}

/** The host of a URL has no zone, and no address of version 4 in it. */
function bytesOfV6(host: string): Buffer {
  const [front = '', back] = host.split('::');
  const words = (text: string | undefined) => (text ? text.split(':') : []);
  const [before, after] = [words(front), words(back)];
  const zeros = back === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return Buffer.from(
    [...before, ...zeros, ...after].flatMap((word) => [
      Number.parseInt(word, 16) >> 8,
      Number.parseInt(word, 16) & 255,
    ]),
  );
}

async function receive(socket: Socket, length: number, signal: AbortSignal): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(length) as Buffer | null;
    if (bytes) return bytes;
    await once(socket, 'readable', { signal });
  }
}

function unbracketed(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
