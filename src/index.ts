/** What a spec file may import: `import { check, forEach, deployment } from 'shakedown'`. */
export { check, type Body, type CheckOptions, type Safety } from './spec/check.ts';
export { forEach, type InventoryPart } from './spec/for-each.ts';
export { inventory } from './spec/registration.ts';
export type { Discovered, Inventory } from './spec/inventory.ts';
export type { ClusterTool, Toolbox, Waited } from './spec/toolbox.ts';
export { fatal, gone, notYet, ready, type Condition, type Look, type Observation } from './conditions/condition.ts';
export { absent } from './conditions/absent.ts';
export { all } from './conditions/all.ts';
export { daemonSet } from './conditions/daemon-set.ts';
export { deployment } from './conditions/deployment.ts';
export { job } from './conditions/job.ts';
export { node } from './conditions/node.ts';
export { pod } from './conditions/pod.ts';
export { served } from './conditions/served.ts';
export { service } from './conditions/service.ts';
export { statefulSet } from './conditions/stateful-set.ts';
export { WaitError } from './conditions/wait-error.ts';
