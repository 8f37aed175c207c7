import { z } from 'zod';
import { isSubdomain } from '../grammar/kubernetes-grammar.ts';

const PLACE =
  /^(?:file:(?<file>.+)|env:(?<variable>[A-Za-z_]\w*)|secret:(?<namespace>[^/]+)\/(?<name>[^/]+)\/(?<key>[-\w.]+))$/;

/** Where a secret of a channel is: in a file, in a variable of the environment, or, for a suite that runs in a pod, in a Secret of the cluster. */
export type SecretPlace = { file: string } | { variable: string } | { namespace: string; name: string; key: string };

/** Where a text says that a secret is: `file:/path`, `env:NAME`, `secret:namespace/name/key`; undefined when it says none of them. */
export function secretPlaceOf(text: string): SecretPlace | undefined {
  const { file, variable, namespace = '', name = '', key = '' } = PLACE.exec(text)?.groups ?? {};
  if (file !== undefined) return { file };
  if (variable !== undefined) return { variable };
  return isSubdomain(namespace) && isSubdomain(name) ? { namespace, name, key } : undefined;
}

/** The place of a secret, or empty. What is written there by mistake may be the secret itself, and is never repeated. */
export const secretPlace = z
  .string()
  .refine((text) => text === '' || secretPlaceOf(text) !== undefined, {
    error: "not the place of a secret; write 'file:/path', 'env:NAME' or 'secret:namespace/name/key'",
    params: { isSecret: true },
  })
  .default('');

/** For descriptions. */
export const SECRET_PLACES = '`file:/path`, `env:NAME`, or in a pod `secret:namespace/name/key`';
