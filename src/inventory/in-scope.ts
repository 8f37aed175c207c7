import type { Config } from '../config/schema.ts';

/** The part of an object that scope looks at. */
interface Scoped {
  metadata?: { name?: string; namespace?: string };
}

/**
 * Whether an object is in scope of the configuration; pure. Labels are not looked at: the API server selects by them.
 * @param kind the kind in the singular and in small letters, as in `deployment/shop/web`.
 */
export function inScope(scope: Config['scope'], kind: string, { metadata }: Scoped): boolean {
  const { name = '', namespace } = metadata ?? {};
  const home = kind === 'namespace' ? name : namespace;
  const path = [kind, namespace, name].filter((part) => part !== undefined).join('/');
  if (scope.exclude.some((pattern) => matches(pattern, path))) return false;
  if (home === undefined) return true;
  if (scope.excludeNamespaces.some((pattern) => matches(pattern, home))) return false;
  return scope.namespaces.length === 0 || scope.namespaces.some((pattern) => matches(pattern, home));
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}
