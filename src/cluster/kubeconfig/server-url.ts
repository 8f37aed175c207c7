import { posix } from 'node:path';

/** Scheme, user name and password, host, port, and the rest. */
const PARTS = /^([a-z][a-z0-9+.-]*):\/\/(?:([^/?#]*)@)?(\[[^\]]*\]|[^/?#:]*)(?::([^/?#]*))?([^]*)$/i;

/**
 * The address of an API server as kubectl reads it (client-go, rest/url_utils.go, DefaultServerURL): without a scheme it is plain HTTP, even beside
 * certificates, because clientcmd asks for the scheme before it reads them (tools/clientcmd/client_config.go, ClientConfig). A path is a prefix of all
 * paths, in the form that Go gives it; a query has no effect. A host such as `127.1` or `2130706433` is an address for Node, and none for Go.
 * @param server not empty.
 * @returns why it is no address; never with a password that is in it.
 */
export function parseServer(server: string): { url: URL } | { problem: string } {
  const given = /^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server : `http://${server}`;
  const [, scheme = '', , host = '', , rest = ''] = PARTS.exec(given) ?? [];
  const authority = given.slice(0, given.length - rest.length);
  if (/\p{Cc}/u.test(server) || /[\s"<>^`{|}\\]/.test(authority))
    return { problem: 'has a server with a character that no address has' };
  const url = host === '' ? null : URL.parse(authority);
  if (!url) return { problem: 'has a server that is no address' };
  if (host.includes('%') || (/^[0-9.]+$/.test(url.hostname) && url.hostname !== host))
    return { problem: 'has a server whose host is neither a name nor an address in its usual form' };
  const path = goPath(rest);
  if (path === undefined) return { problem: 'has a server with a % in its path that must be written as %25' };
  if (given !== server && path !== '') return { problem: 'has a server with a path, but without https:// before it' };
  if (!/^https?$/i.test(scheme)) return { problem: `has a server with the scheme ${scheme.toLowerCase()}://` };
  if (!isDecodable(url.username + url.password))
    return { problem: 'has a server with a % in its user name or password that must be written as %25' };
  url.pathname = path;
  return { url };
}

/** The path of an address as Go sends it (net/url, EscapedPath; path, Join), without a slash at its end; undefined when it cannot be decoded. */
function goPath(rest: string): string | undefined {
  const [text = ''] = rest.split('?');
  if (!isDecodable(text)) return undefined;
  const path = posix.normalize(`/${decodeURIComponent(text)}`).replace(/\/+$/, '');
  return encodeURIComponent(path)
    .replaceAll(/%(?:2F|24|26|2B|2C|3A|3B|3D|40)/g, decodeURIComponent)
    .replaceAll(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Whether what was encoded with % can be decoded. */
export function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** The address without a user name and password, without a slash at its end. */
export function addressOf(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`;
}
