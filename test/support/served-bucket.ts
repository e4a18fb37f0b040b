import { S3Client } from '@aws-sdk/client-s3';
import { createS3 } from '../../infra/local/s3.ts';
import { accessOf, clientSettings, handMadeTemplate, startTestAws } from './hand-made-template.ts';

/** The local S3 on its wire protocol with one bucket, `files`, as the template's properties describe it. */
export async function startServedBucket(properties: object = {}) {
  const made = handMadeTemplate({
    Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files', ...properties } },
  });
  const aws = await startTestAws();
  const access = accessOf(made.read());
  const { handle } = createS3(made.read(), made.dataFolder, access);
  aws.serve({ access, services: [], s3: handle, taskMetadata: () => undefined });
  const client = new S3Client({ ...clientSettings(aws.url), forcePathStyle: true });
  return {
    made,
    aws,
    access,
    client,
    async stop() {
      client.destroy();
      await aws.stop();
      made.remove();
    },
  };
}
