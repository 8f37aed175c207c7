import { z } from 'zod';
import { imageName, pattern, timeout } from './values.ts';

/** How `shakedown nightly` builds a cluster, tests it, and deletes it. Nothing of it is passed to a run. */
export const nightly = z
  .strictObject({
    build: z
      .string()
      .default('')
      .describe(
        'Command that builds or upgrades the cluster, as `sh -e -c` runs it. It may print secrets, and must not contain any: it reads them from its environment. Empty: the cluster is there already',
      ),
    delete: z
      .string()
      .default('')
      .describe(
        'Command that deletes the cluster, also what a build that failed or was killed has left; it succeeds when there is nothing. Empty: the cluster stays',
      ),
    kubeconfig: z
      .string()
      .default('')
      .describe('The kubeconfig that the command writes. Empty: as for every command; `--kubeconfig` comes first'),
    deleteAgainAfter: z
      .array(timeout)
      .max(10)
      .default(['30s', '2m'])
      .describe(
        'How long is waited before a deletion that failed is tried again: a time for each further attempt, of which each may take `nightly.within.delete`. Empty: it is tried once',
      ),
    keepOnFailure: z
      .boolean()
      .default(false)
      .describe(
        'Whether a cluster whose verdict is not passed is kept; the next night deletes it before it builds. A stopped night deletes it all the same',
      ),
    conformance: z
      .enum(['none', 'quick', 'conformance-lite', 'non-disruptive-conformance', 'certified-conformance'])
      .default('none')
      .describe(
        'Whether the conformance tests of Kubernetes run after the suite, and in which mode of Sonobuoy; they need its account to be cluster-admin, and hours unless the mode is `quick`',
      ),
    conformanceImage: imageName
      .default('')
      .describe('Image of the conformance tests. Empty: that of Kubernetes, of the version of the cluster'),
    conformanceFocus: pattern
      .default('')
      .describe(
        'Only conformance tests with a name in which this regular expression is found, instead of those that the mode selects; what the mode leaves out stays left out',
      ),
    resumeWithin: timeout
      .default('12h')
      .describe(
        'How long after its start an unfinished night is continued; later its cluster is deleted, and a new night begins',
      ),
    within: z
      .strictObject({
        build: timeout.default('1h').describe('How long the command may take that builds the cluster'),
        settle: timeout
          .default('15m')
          .describe(
            'How long nodes and workloads of kube-system may take to be ready; then the run begins all the same, and judges them',
          ),
        conformance: timeout.default('3h').describe('How long the conformance tests may take'),
        delete: timeout.default('30m').describe('How long the command may take that deletes the cluster'),
      })
      .prefault({})
      .describe('How long the steps may take; the run itself has `run.deadline`'),
  })
  .prefault({})
  .describe('How `shakedown nightly` builds a cluster, tests it, and deletes it');
