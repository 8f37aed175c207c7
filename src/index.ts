/** What a spec file may import: `import { check, forEach, deployment } from 'shakedown'`. */
export { check, type Body, type CheckOptions, type Safety } from './spec/check.ts';
export { forEach, type InventoryPart } from './spec/for-each.ts';
export { inventory } from './spec/registration.ts';
export type { Discovered, Inventory } from './spec/inventory.ts';
export type { ClusterTool, Toolbox, Waited } from './spec/toolbox.ts';
export { fatal, gone, notYet, ready, type Condition, type Look, type Observation } from './conditions/condition.ts';
export { all } from './conditions/all.ts';
export { deployment } from './conditions/deployment.ts';
export { WaitError } from './conditions/wait-error.ts';
