import type { Site } from './component.ts';

/** The name of the test driver, in `testbed/go/csi`. */
export const DRIVER = 'csi.shakedown.invalid';

/** The namespace of all that the add-on `csi` brings up. */
export const CSI_NAMESPACE = 'csi';

/** Where the driver keeps volumes and snapshots: a directory of the machine that all nodes see, and that goes with the cluster. */
export function csiData({ layout }: Site): object {
  return { name: 'data', hostPath: { path: `${layout.directory}/csi`, type: 'DirectoryOrCreate' } };
}
