import type { Ref } from '../cluster/kinds/kind.ts';

/**
 * The name and namespace of a discovered object.
 * @example refOf(deployment).path // 'shop/web', as in titles and ids
 */
export function refOf({ metadata }: { metadata?: { name?: string; namespace?: string } }): Required<Ref> & {
  path: string;
} {
  const { namespace = '', name = '' } = metadata ?? {};
  return { namespace, name, path: namespace === '' ? name : `${namespace}/${name}` };
}
