/** What a spec file may import: `import { check, forEach, deployment } from 'shakedown'`. */
export { check, type Body, type CheckOptions, type Safety } from './authoring/check.ts';
export { forEach } from './authoring/for-each.ts';
export { part, type FoundPart } from './authoring/part.ts';
export { inventory } from './authoring/registration.ts';
export type { Discovered, Inventory } from './inventory/inventory.ts';
export type { Named, Part } from './inventory/part.ts';
export type { ObjectOf, PartName } from './inventory/parts.ts';
export type { Toolbox } from './authoring/toolbox.ts';
export type { ClusterTool } from './conditions/waiting/cluster-tool.ts';
export type { Waited } from './conditions/waiting/waited.ts';
export {
  disappeared,
  fatal,
  notYet,
  ready,
  type Condition,
  type Look,
  type Observation,
} from './conditions/waiting/condition.ts';
export { autoscaling } from './scenarios/autoscaling/scenario.ts';
export { agents } from './instruments/agents/instrument.ts';
export type { Uses } from './instruments/contract/uses.ts';
export { countsAgree } from './instruments/load/figures/counts-agree.ts';
export { load } from './instruments/load/instrument.ts';
export { isDeleted } from './conditions/kinds/is-deleted.ts';
export { all } from './conditions/waiting/all.ts';
export { daemonSet } from './conditions/workloads/daemon-set.ts';
export { deployment } from './conditions/workloads/deployment.ts';
export { hpa } from './conditions/kinds/hpa.ts';
export { job } from './conditions/workloads/job.ts';
export { whySuperseded } from './conditions/workloads/job-history.ts';
export { node } from './conditions/kinds/node.ts';
export { pod } from './conditions/workloads/pod.ts';
export { served } from './conditions/kinds/served.ts';
export { service } from './conditions/kinds/service.ts';
export { statefulSet } from './conditions/workloads/stateful-set.ts';
export { WaitError } from './conditions/waiting/wait-error.ts';
export type { Kind, Ref } from './cluster/kind.ts';
export { kinds } from './cluster/kinds.ts';
export { looksAt, owns, type Right } from './cluster/rights.ts';
export { refOf } from './authoring/ref-of.ts';
export { targetApp } from './instruments/target-app/instrument.ts';
export { milliseconds } from './time/duration.ts';
export { namesResolve } from './instruments/agents/dns/cluster-dns.ts';
export { MOST_NAMES, servicesToAskFor } from './instruments/agents/dns/dns-names.ts';
export { kubeletAnswers } from './instruments/agents/kubelet-answers.ts';
export { reachable } from './instruments/agents/reach/service-reach.ts';
export { whyNotProbed } from './instruments/agents/reach/service-scope.ts';
export { timeWithAgents } from './instruments/agents/time-with-agents.ts';
