import { BlockList, isIP } from 'node:net';
import { isDecodable } from './server-url.ts';

/** The environment variables that name proxies. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

const SCHEMES = new Set(['http:', 'https:', 'socks5:', 'socks5h:']);

/**
 * The proxy that a kubeconfig names by `proxy-url`; without a scheme it is refused, as by kubectl (client-go, tools/clientcmd/helpers.go,
 * parseProxyURL).
 * @returns why it is none; never with a password that is in it.
 */
export function parseProxyUrl(text: string): { url: URL } | { problem: string } {
  if (!/^(?:https?|socks5):/i.test(text)) return { problem: 'does not begin with http://, https:// or socks5://' };
  return parsed(text);
}

/**
 * The proxy that the environment names for an address; undefined when there is none for it. The rules are those of Go (golang.org/x/net, http/httpproxy):
 * HTTPS_PROXY for https, HTTP_PROXY for http, upper case before lower case, without a scheme it is an HTTP proxy; never for localhost and loopback
 * addresses, nor for what NO_PROXY lists.
 * @returns why the variable names none.
 */
export function proxyFromEnvironment(
  server: URL,
  env: ProxyEnvironment,
): { url: URL; variable: string } | { problem: string; variable: string } | undefined {
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const variable = env[name] ? name : name.toLowerCase();
  const text = env[variable];
  if (!text || !isProxied(server, env['NO_PROXY'] || env['no_proxy'] || '')) return undefined;
  return { variable, ...parsed(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`) };
}

function parsed(text: string): { url: URL } | { problem: string } {
  const url = URL.parse(text);
  if (!url || url.hostname === '' || /\s/.test(text)) return { problem: 'is no address of a proxy' };
  if (!SCHEMES.has(url.protocol)) return { problem: `has the scheme ${url.protocol}// that no proxy has` };
  if (!isDecodable(url.username + url.password))
    return { problem: 'has a % in its user name or password that must be written as %25' };
  return { url };
}

function isProxied(server: URL, noProxy: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  const family = isIP(host);
  if (host === 'localhost' || (family !== 0 && isLoopback(host))) return false;
  return !noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry === '*' || (family === 0 ? isDomain(entry, host, port) : isAddress(entry, host, port)));
}

function isLoopback(address: string): boolean {
  const list = new BlockList();
  list.addSubnet('127.0.0.0', 8, 'ipv4');
  list.addAddress('::1', 'ipv6');
  return contains(list, address);
}

/** An address of version 4 may be written as one of version 6. */
function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** An entry of NO_PROXY that is an address or a range of them; only an address may have a port. */
function isAddress(entry: string, host: string, port: string): boolean {
  const list = new BlockList();
  const [, network = '', bits] = /^(.*)\/(\d{1,3})$/.exec(entry) ?? [];
  const version = isIP(network);
  if (version !== 0 && Number(bits) <= (version === 6 ? 128 : 32)) {
    list.addSubnet(network, Number(bits), version === 6 ? 'ipv6' : 'ipv4');
    return contains(list, host);
  }
  const [, bracketed, plain, only] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(entry) ?? [];
  const address = isIP(entry) === 0 ? (bracketed ?? plain ?? '') : entry;
  if (isIP(address) === 0) return false;
  list.addAddress(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return contains(list, host) && (isIP(entry) !== 0 || !only || only === port);
}

/** An entry of NO_PROXY that is a domain: with all below it; with a dot or `*.` before it, only those below it. */
function isDomain(entry: string, host: string, port: string): boolean {
  const [, named = '', only] = /^([^:]*)(?::(\d*))?$/.exec(entry) ?? [];
  if (named === '') return false;
  const domain = named.replace(/^\*\./, '.');
  const suffix = domain.startsWith('.') ? domain : `.${domain}`;
  const matches = host.endsWith(suffix) || (!domain.startsWith('.') && host === domain);
  return matches && (!only || only === port);
}
