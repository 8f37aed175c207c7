import type { Ref } from '../cluster/kind.ts';

/**
 * Where a discovered object is.
 * @example refOf(deployment).path // 'shop/web', as it stands in titles and ids
 */
export function refOf({ metadata }: { metadata?: { name?: string; namespace?: string } }): Required<Ref> & {
  path: string;
} {
  const { namespace = '', name = '' } = metadata ?? {};
  return { namespace, name, path: namespace === '' ? name : `${namespace}/${name}` };
}
