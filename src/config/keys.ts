import { z } from 'zod';
import { configSchema } from './schema.ts';

/** The type of a key, for people. */
export type KeyType = 'text' | 'number' | 'boolean' | 'duration' | 'one of' | 'list of text' | 'list' | 'map of text';

/** One setting of the configuration: a leaf of the schema. */
export interface ConfigKey {
  /** Dotted: `run.focus`. */
  readonly path: string;
  readonly type: KeyType;
  /** The texts that are allowed, when `type` is `one of`. */
  readonly choices?: readonly string[];
  /** Whether a number is a whole one. */
  readonly whole?: boolean;
  /** The maximum of a number, if it has one. */
  readonly most?: number;
  readonly default: unknown;
  readonly description: string;
}

/** The part of a zod schema that is read here. */
type SchemaNode = z.core.$ZodType & { description?: string; shape?: Record<string, SchemaNode> };

/** All settings, in the order of the schema. */
export const configKeys: readonly ConfigKey[] = leaves(configSchema, [], '');

/** The names of the sections, dotted, in the order of the schema, with what each is about. */
export const configSections: readonly { path: string; description: string }[] = Object.entries(
  configSchema.shape as Record<string, SchemaNode>,
)
  .filter(([, node]) => core(node).shape !== undefined)
  .map(([path, node]) => ({ path, description: node.description ?? '' }));

/** The setting of a dotted path; also for the path of one entry of a map (`objects.labels.team`). */
export function keyAt(path: string): ConfigKey | undefined {
  return (
    configKeys.find((key) => key.path === path) ??
    configKeys.find((key) => key.type === 'map of text' && path.startsWith(`${key.path}.`))
  );
}

function leaves(schema: SchemaNode, path: readonly string[], inherited: string): ConfigKey[] {
  const node = core(schema);
  const description = schema.description ?? inherited;
  if (node.shape)
    return Object.entries(node.shape).flatMap(([name, child]) => leaves(child, [...path, name], description));
  const choices = node._zod.def.type === 'enum' ? Object.values((node as unknown as z.ZodEnum).enum) : undefined;
  return [
    {
      path: path.join('.'),
      type: typeOf(node),
      ...(choices ? { choices: choices.map(String) } : {}),
      ...boundsOf(node),
      default: defaultOf(schema),
      description,
    },
  ];
}

/** The schema without its wrappers: default, prefault, optional. */
function core(schema: SchemaNode): SchemaNode {
  const { innerType } = schema._zod.def as { innerType?: SchemaNode };
  return innerType ? core(innerType) : schema;
}

/** Of a number. */
function boundsOf(node: SchemaNode): Pick<ConfigKey, 'whole' | 'most'> {
  if (!(node instanceof z.ZodNumber)) return {};
  const { isInt, maxValue } = node;
  return { whole: isInt, ...(maxValue === null || !Number.isFinite(maxValue) ? {} : { most: maxValue }) };
}

function defaultOf(schema: SchemaNode): unknown {
  return (schema._zod.def as { defaultValue?: unknown }).defaultValue;
}

function typeOf(node: SchemaNode): KeyType {
  const { type, element } = node._zod.def as { type: string; element?: SchemaNode };
  if (type === 'array') return element?._zod.def.type === 'string' ? 'list of text' : 'list';
  const names: Record<string, KeyType> = {
    string: 'text',
    number: 'number',
    boolean: 'boolean',
    custom: 'duration',
    enum: 'one of',
    record: 'map of text',
  };
  const name = names[type];
  if (!name) throw new TypeError(`the configuration has a key of the unforeseen type '${type}'`);
  return name;
}
