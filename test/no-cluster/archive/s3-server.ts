import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { Agent, request } from 'undici';
import { configSchema, type Config } from '../../../src/config/schema.ts';

/** A real server of S3 that a test has started. */
export interface S3Server extends AsyncDisposable {
  /** @example 'http://127.0.0.1:40123' */
  endpoint: string;
  /** Its directory. */
  directory: string;
  /** Ends it at once, as when its machine is lost. */
  kill(): Promise<void>;
}

/** The credentials of all servers in tests. */
export const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'shakedown-test', AWS_SECRET_ACCESS_KEY: 'not-a-secret-of-anyone' };

/** Resolves as soon as the server answers, whatever it answers, and whatever its certificate is. */
export async function untilAnswers(endpoint: string, ended: Promise<string>): Promise<void> {
  const dead = ended.then((why) => {
    throw new Error(`${endpoint} ended before it answered: ${why}`);
  });
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const answers = async () => {
    for (;;) {
      const answered = await request(endpoint, { dispatcher }).then(
        async ({ statusCode, body }) => {
          await body.dump();
          return statusCode < 500;
        },
        () => false,
      );
      if (answered) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  try {
    await Promise.race([answers(), dead]);
  } finally {
    await dispatcher.destroy();
  }
}

/** Sets variables of this process, as its caller would. @returns what restores them. */
export function withEnvironment(variables: Record<string, string | undefined>): Disposable {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  const set = (values: Record<string, string | undefined>) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(variables);
  return { [Symbol.dispose]: () => set(before) };
}

/** Creates a bucket. */
export async function createBucket({ endpoint }: { endpoint: string }, bucket: string): Promise<void> {
  const credentials = {
    accessKeyId: CREDENTIALS.AWS_ACCESS_KEY_ID,
    secretAccessKey: CREDENTIALS.AWS_SECRET_ACCESS_KEY,
  };
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
}

/** A configuration with an archive on this server. */
export function configFor({ endpoint }: { endpoint: string }, cluster: string, archive: object = {}): Config {
  return configSchema.parse({ cluster: { name: cluster }, archive: { bucket: 'runs', endpoint, ...archive } });
}
