import type { z } from 'zod';
import { ShakedownError } from '../errors/shakedown-error.ts';
import type { AnyObject } from './kinds/any-object.ts';

/** An annotation that the suite writes as JSON. */
export interface JsonAnnotation<T> {
  annotation: string;
  /** What it holds. */
  schema: z.ZodType<T>;
  /** The kind of the objects that have it, as kubectl takes it: `deployment`. */
  kind: string;
  /** How to get a readable one again. */
  todo: string;
}

/**
 * What an annotation of an object holds; `undefined` when the object has none. Anybody may edit annotations.
 * @throws ShakedownError ANNOTATION_UNREADABLE when it is not what the suite writes.
 */
export function jsonAnnotation<T>(
  { metadata = {} }: AnyObject,
  { annotation, schema, kind, todo }: JsonAnnotation<T>,
): T | undefined {
  const text = metadata.annotations?.[annotation];
  if (text === undefined) return undefined;
  const read = schema.safeParse(jsonOf(text));
  if (read.success) return read.data;
  throw new ShakedownError('ANNOTATION_UNREADABLE', {
    meaning: 'usage',
    expected: `the annotation ${annotation} as the suite writes it`,
    seen: `${kind} ${metadata.namespace}/${metadata.name} has another one: ${text.slice(0, 100)}`,
    todo,
    cause: read.error,
  });
}

/** The value of a text of JSON; `undefined` when it is none, which no schema of an annotation takes. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
