/** What runtimes write before a name without a registry, the old name of that registry, and before a name of one part there. */
const DEFAULT = { registry: 'docker.io', formerly: 'index.docker.io', repository: 'library/' };

/**
 * The full name of an image, as container runtimes list it: with a registry, and with a digest, or else a tag; pure.
 * https://github.com/distribution/reference/blob/v0.6.0/normalize.go (`ParseDockerRef`, `splitDockerDomain`)
 * @example fullImageName('nginx') // 'docker.io/library/nginx:latest'
 */
export function fullImageName(image: string): string {
  const [named = '', digest] = image.split('@', 2);
  const { name, tag } = splitTag(named);
  const { registry, path } = splitRegistry(name);
  const isShort = registry === DEFAULT.registry && !path.includes('/');
  const full = `${registry}/${isShort ? DEFAULT.repository : ''}${path}`;
  return digest === undefined ? `${full}:${tag ?? 'latest'}` : `${full}@${digest}`;
}

/** A colon before the last slash is that of a port. */
function splitTag(named: string): { name: string; tag?: string } {
  const colon = named.lastIndexOf(':');
  if (colon <= named.lastIndexOf('/')) return { name: named };
  return { name: named.slice(0, colon), tag: named.slice(colon + 1) };
}

/** The first part of a name is a registry if it cannot be a part of a path. */
function splitRegistry(name: string): { registry: string; path: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  if (first !== 'localhost' && !/[.:A-Z]/.test(first)) return { registry: DEFAULT.registry, path: name };
  return { registry: first === DEFAULT.formerly ? DEFAULT.registry : first, path: name.slice(slash + 1) };
}
