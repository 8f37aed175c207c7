/** Why a run that keeps to one namespace leaves something out: it is no fault of the cluster, and none of the account either. */
export class OutsideNamespace extends Error {
  constructor(namespace: string, why: string) {
    super(`not covered with --namespace ${namespace}: ${why}`);
  }
}
