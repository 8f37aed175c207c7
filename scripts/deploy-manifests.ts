import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { stringify } from 'yaml';
import { rbacManifests } from '../plugin/rbac.ts';
import { shareModules } from '../src/authoring/module-hooks.ts';
import { configSchema } from '../src/config/schema.ts';
import { namespaceManifest, podSecurity } from '../src/objects/suite-namespaces.ts';
import { rightsOfSuite } from '../src/run/plan/catalogue.ts';

const root = resolve(import.meta.dirname, '..');

/** Where the CronJob runs. */
const NAMESPACE = 'shakedown-nightly';

const HEADER = `# Made by scripts/generate-deploy.ts from the permissions that the checks need. With another configuration they differ:
#   shakedown plugin --config FILE --set sonobuoy.namespace=${NAMESPACE} --rbac rbac.yaml --output /dev/null
`;

/** The files of `deploy/` that are generated: path and text. They are the roles of the plugin, in the namespace of the CronJob. */
export async function deployManifests(): Promise<{ path: string; text: string }[]> {
  const undo = shareModules();
  const config = configSchema.parse({ sonobuoy: { namespace: NAMESPACE } });
  const rights = await rightsOfSuite([join(root, 'specs')], config).finally(undo);
  const manifests = rbacManifests({ config, rights }).map((manifest) =>
    // No worker of Sonobuoy runs here, for whose sake the plugin's namespace enforces less.
    manifest.kind === 'Namespace' && manifest.metadata.name === NAMESPACE
      ? namespaceManifest(NAMESPACE, podSecurity('restricted'))
      : manifest,
  );
  const path = join(root, 'deploy/base/rbac.yaml');
  const text =
    HEADER + manifests.map((manifest) => stringify(manifest, { aliasDuplicateObjects: false })).join('---\n');
  return [{ path, text: await format(text, { ...(await resolveConfig(path)), filepath: path }) }];
}
