/** The part that objects of all kinds have, as far as whoever creates, finds or deletes them reads it. */
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
