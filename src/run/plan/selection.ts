import type { Config } from '../../config/schema.ts';
import { selectorText } from '../../conditions/kinds/label-selector.ts';
import type { Selection } from '../../results/model.ts';
import type { LeftOut } from './select.ts';

/** What selection has done. */
export interface Selected {
  selected: number;
  /** The number of checks that each setting left out. */
  leftOut: LeftOut;
  /** The areas that the targets left out. */
  areas: readonly string[];
}

/** What a run judges and what it leaves out, for its results; pure. */
export function selectionOf({ run, scope }: Config, { selected, leftOut, areas }: Selected): Selection {
  const nodeLabels = selectorText({ matchLabels: scope.nodeSelector });
  const entries: (Selection['leftOut'][number] | false)[] = [
    run.targets.length > 0 && { by: 'run.targets', value: run.targets.join(','), areas: [...areas] },
    run.rerun.tests.length > 0 && {
      ...(run.rerun.of === ''
        ? { by: 'run.rerun.tests', value: run.rerun.tests.join(',') }
        : { by: 'run.rerun.of', value: run.rerun.of }),
      tests: leftOut.rerun,
    },
    run.focus !== '' && { by: 'run.focus', value: run.focus, tests: leftOut.focus },
    run.skip !== '' && { by: 'run.skip', value: run.skip, tests: leftOut.skip },
    leftOut.disruptive > 0 && { by: 'run.disruptive', value: String(run.disruptive), tests: leftOut.disruptive },
    scope.onlyNamespace !== '' && { by: 'scope.onlyNamespace', value: scope.onlyNamespace },
    scope.namespaces.length > 0 && { by: 'scope.namespaces', value: scope.namespaces.join(',') },
    scope.excludeNamespaces.length > 0 && { by: 'scope.excludeNamespaces', value: scope.excludeNamespaces.join(',') },
    scope.labelSelector !== '' && { by: 'scope.labelSelector', value: scope.labelSelector },
    nodeLabels !== '' && { by: 'scope.nodeSelector', value: nodeLabels },
    scope.exclude.length > 0 && { by: 'scope.exclude', value: scope.exclude.join(',') },
  ];
  return { selected, leftOut: entries.filter((entry) => entry !== false) };
}
