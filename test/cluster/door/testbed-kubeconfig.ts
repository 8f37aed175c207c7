import { up } from '../../../testbed/testbed.ts';

let kubeconfig: Promise<string> | undefined;

/**
 * The kubeconfig of the local cluster, which is brought up if needed. SHAKEDOWN_TESTBED_KUBECONFIG names the kubeconfig of a running cluster,
 * SHAKEDOWN_TEST_CLUSTER another local cluster.
 */
export function testbedKubeconfig(): Promise<string> {
  const named = process.env['SHAKEDOWN_TESTBED_KUBECONFIG'];
  kubeconfig ??= named ? Promise.resolve(named) : broughtUp(process.env['SHAKEDOWN_TEST_CLUSTER'] ?? 'shakedown');
  return kubeconfig;
}

async function broughtUp(name: string): Promise<string> {
  return (await up({ name, waitForMetrics: false })).kubeconfig;
}
