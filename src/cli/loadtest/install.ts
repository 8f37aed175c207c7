import { stringify } from 'yaml';
import type { Setting } from '../../config/setting.ts';
import { installInto } from '../../loadtest/self-service/install-self-service.ts';
import { ownManifests, userManifests } from '../../loadtest/self-service/self-service-manifests.ts';
import { commandContext, type ContextOptions } from '../command-line/command-context.ts';
import type { PlatformOptions } from './options.ts';
import { inSession } from './session.ts';

/** `shakedown loadtest install`. */
export async function installSelfService(
  options: ContextOptions & PlatformOptions & { dryRun?: boolean },
  settings: readonly Setting[],
): Promise<void> {
  if (options.dryRun) {
    const { config } = await commandContext(options, settings);
    const namespace = options.namespace ?? config.load.namespace;
    const all = [...ownManifests(namespace, config), ...userManifests(namespace, config)];
    process.stdout.write(all.map((manifest) => stringify(manifest, { lineWidth: 0 })).join('---\n'));
    return;
  }
  await inSession(options, settings, async ({ cluster, config, ref: { namespace }, progress, signal }) => {
    progress.now(`installing into ${namespace}`);
    const installed = await installInto(cluster, config, namespace, signal);
    progress.end();
    for (const { manifest, did } of installed)
      process.stdout.write(`${did}: ${manifest.kind.toLowerCase()} ${namespace}/${manifest.metadata.name}\n`);
    process.stdout.write(
      [
        '',
        'set the target:  kubectl -n NAMESPACE patch configmap locust-properties --type merge -p \'{"data":{"TARGET_HOST":"shop.web"}}\'',
        'run a test:      kubectl -n NAMESPACE create job --from=cronjob/loadtest-run my-test',
        '',
      ]
        .join('\n')
        .replaceAll('NAMESPACE', namespace),
    );
  });
}
