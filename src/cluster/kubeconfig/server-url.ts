/**
 * The address of an API server as kubectl reads it (client-go, rest/url_utils.go, DefaultServerURL): without a scheme it is plain HTTP, even beside
 * certificates, because clientcmd asks for the scheme before it reads them (tools/clientcmd/client_config.go, ClientConfig). A path is a prefix of all
 * paths; query and fragment have no effect.
 * @param server not empty.
 * @returns why it is no address; never with a password that is in it.
 */
export function parseServer(server: string): { url: URL } | { problem: string } {
  const given = /^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server : `http://${server}`;
  if (/[\s"<>^`{|}\\]/.test(server)) return { problem: 'has a server with a character that no address has' };
  const url = URL.parse(given);
  if (!url || url.hostname === '') return { problem: 'has a server that is no address' };
  if (given !== server && url.pathname !== '/')
    return { problem: 'has a server with a path, but without https:// before it' };
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return { problem: `has a server with the scheme ${url.protocol}//` };
  if (!isDecodable(url.username + url.password))
    return { problem: 'has a server with a % in its user name or password that must be written as %25' };
  url.search = '';
  url.hash = '';
  return { url };
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
