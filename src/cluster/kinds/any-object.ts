/** The fields of an object of any kind that are read to create, find or delete it. */
export interface AnyObject {
  metadata?: {
    name?: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    uid?: string;
    creationTimestamp?: string | Date;
    deletionTimestamp?: string | Date;
    finalizers?: readonly string[];
    ownerReferences?: readonly object[];
  };
  status?: unknown;
}
