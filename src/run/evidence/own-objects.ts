import type { ObjectId } from '../../cluster/kinds/kind.ts';
import { isSameKind } from '../../cluster/kinds/kind.ts';
import type { Objects } from '../../objects/objects.ts';
import { manifestRef } from '../../cluster/kinds/paths.ts';

/** Which check has created what. */
export interface OwnObjects {
  /** The same objects; what is created with them is noted with the check that creates it. */
  objects: Objects;
  /** What a check has created and not removed yet. */
  of(check: string): readonly ObjectId[];
}

/** @param current the id of the check to which the running code belongs. */
export function notedObjects(objects: Objects, current: () => string | undefined): OwnObjects {
  const noted = new Map<string, ObjectId[]>();
  const forget = (gone: ObjectId) => {
    for (const [check, own] of noted)
      noted.set(
        check,
        own.filter((one) => !isSame(one, gone)),
      );
  };
  return {
    objects: {
      ...objects,
      create: async (kind, manifest, signal) => {
        const check = current();
        // Before it exists: a creation that is refused is explained by its events, too.
        if (check !== undefined) noted.set(check, [...(noted.get(check) ?? []), { kind, ref: manifestRef(manifest) }]);
        return await objects.create(kind, manifest, signal);
      },
      remove: async (gone) => {
        await objects.remove(gone);
        gone.forEach(forget);
      },
    },
    of: (check) => noted.get(check) ?? [],
  };
}

function isSame(one: ObjectId, other: ObjectId): boolean {
  return (
    isSameKind(one.kind, other.kind) && one.ref.name === other.ref.name && one.ref.namespace === other.ref.namespace
  );
}
