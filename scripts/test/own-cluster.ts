/** The name of the cluster that the tests of a folder of `test/own-cluster` have for themselves. */
export function ownCluster(folder: string): string {
  return `shakedown-${folder}`;
}
