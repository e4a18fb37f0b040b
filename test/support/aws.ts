import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAwsServer } from '../../infra/local/aws-server.ts';
import { createKms } from '../../infra/local/kms.ts';
import { regionEnvironment, roleEnvironment } from '../../infra/local/local-credentials.ts';
import { createS3 } from '../../infra/local/s3.ts';
import type { LocalTemplate } from '../../infra/local/template.ts';
import { accessOf } from './hand-made-template.ts';

export interface TestAws {
  bucket: string;
  masterKeyArn: string;
  /** Where the services keep what they hold. */
  folder: string;
  stop(): Promise<void>;
}

/** KMS with one key and S3 with one bucket on their wire protocols; the environment points the AWS clients at them. */
export async function startTestAws(): Promise<TestAws> {
  const folder = mkdtempSync(join(tmpdir(), 'test-aws-'));
  const keyId = randomUUID();
  const masterKeyArn = `arn:aws:kms:ap-southeast-1:000000000000:key/${keyId}`;
  const names = {
    'AWS::KMS::Key': { ref: keyId, attributes: { Arn: masterKeyArn } },
    'AWS::S3::Bucket': { ref: 'keys', attributes: {} },
  };
  const template = {
    resources: (type: keyof typeof names) => (names[type] ? [{ names: names[type], properties: {} }] : []),
    find: () => undefined,
  } as unknown as LocalTemplate;
  const aws = createAwsServer();
  const { server } = aws;
  const access = accessOf(template);
  aws.serve({
    access,
    services: [createKms(template, folder)],
    s3: createS3(template, folder, access).handle,
    taskMetadata: () => undefined,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, roleEnvironment(endpoint, access.keyring.root), regionEnvironment);
  return {
    bucket: 'keys',
    masterKeyArn,
    folder,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
