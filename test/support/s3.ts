import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { close, listen } from '../../infra/local/listen.ts';
import { regionEnvironment, roleEnvironment } from '../../infra/local/local-credentials.ts';
import { createS3 } from '../../infra/local/s3.ts';
import type { LocalTemplate } from '../../infra/local/template.ts';
import { accessOf } from './hand-made-template.ts';

export interface TestS3 {
  bucket: string;
  /** One that keeps versions. */
  versioned: string;
  stop(): Promise<void>;
}

/** The local run's S3 with two buckets, and the environment that leads the AWS SDK to it. */
export async function startTestS3(): Promise<TestS3> {
  const [bucket, versioned] = ['test-files', 'test-versions'];
  const folder = mkdtempSync(join(tmpdir(), 'stepify-s3-'));
  const template = {
    resources: (type: string) =>
      type === 'AWS::S3::Bucket'
        ? [
            { names: { ref: bucket }, properties: {} },
            { names: { ref: versioned }, properties: { VersioningConfiguration: { Status: 'Enabled' } } },
          ]
        : [],
    find: () => undefined,
  } as unknown as LocalTemplate;
  const access = accessOf(template);
  const { handle } = createS3(template, folder, access);
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.writeHead(500).end());
  });
  const port = await listen(server);
  Object.assign(process.env, regionEnvironment, roleEnvironment(`http://127.0.0.1:${port}`, access.keyring.root));
  return {
    bucket,
    versioned,
    async stop() {
      await close(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
