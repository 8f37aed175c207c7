const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

interface Meta {
  metadata?: { managedFields?: unknown; annotations?: Record<string, string> };
}

/** The object without what nobody here reads and what is up to half of it: field ownership, and kubectl's copy of the manifest. */
export function trimmed<T>(object: T): T {
  const meta = (object as Meta).metadata;
  if (meta) {
    delete meta.managedFields;
    if (meta.annotations) delete meta.annotations[LAST_APPLIED];
  }
  return object;
}
