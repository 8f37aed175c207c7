import type { PluginResults } from './plugin-results.ts';

/**
 * What ginkgo runs before and after all tests, and reports as a test each.
 * https://github.com/onsi/ginkgo/blob/v2.27.2/types/types.go
 */
const AROUND = /^\[((Synchronized|Report)?(Before|After)Suite|DeferCleanup \(Suite\))\]/;

/**
 * A plugin without what ginkgo runs around its tests, unless it failed: that judges nothing, and as a test that passed it would hide that no test was
 * selected; pure. Where nothing else is left, the plugin has handed over no test.
 */
export function withoutSuiteNodes(plugin: PluginResults): PluginResults {
  const cases = plugin.cases.filter(({ name, status }) => status === 'failed' || !AROUND.test(name));
  const isEmpty = cases.length === 0 && plugin.cases.length > 0 && plugin.problems.length === 0;
  const problems: PluginResults['problems'] = isEmpty
    ? [{ kind: 'lost', message: 'its results have no test in them' }]
    : plugin.problems;
  return { ...plugin, cases, problems };
}
