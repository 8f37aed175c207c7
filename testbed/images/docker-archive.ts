import { createHash } from 'node:crypto';
import { tarArchive } from './tar-archive.ts';

/** An image: a name, layers from the lowest up, and how its process starts. */
export interface ImageContent {
  ref: string;
  /** Each a tar archive. */
  layers: Buffer[];
  entrypoint?: string[];
  /** Numeric, as Kubernetes needs it for `runAsNonRoot`. @example '65532:65532' */
  user?: string;
  environment?: Record<string, string>;
}

/**
 * An image as `docker save` writes it, which containerd and buildah import. The same content gives the same bytes.
 * @see https://github.com/moby/docker-image-spec/blob/v1.3.1/spec.md
 */
export function dockerArchive({ ref, layers, entrypoint, user, environment }: ImageContent): Buffer {
  const config = JSON.stringify({
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config: {
      ...(user === undefined ? {} : { User: user }),
      ...(entrypoint === undefined ? {} : { Entrypoint: entrypoint }),
      Env: Object.entries(environment ?? {}).map(([name, value]) => `${name}=${value}`),
      WorkingDir: '/',
    },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => `sha256:${sha256(layer)}`) },
  });
  const configName = `${sha256(config)}.json`;
  const layerNames = layers.map((layer) => `${sha256(layer)}.tar`);
  const manifest = JSON.stringify([{ Config: configName, RepoTags: [ref], Layers: layerNames }]);
  return tarArchive([
    { type: 'File', path: 'manifest.json', content: manifest },
    { type: 'File', path: configName, content: config },
    ...layers.map((content, index) => ({ type: 'File' as const, path: layerNames[index] ?? '', content })),
  ]);
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}
