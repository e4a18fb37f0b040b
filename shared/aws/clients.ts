import { ECSClient } from '@aws-sdk/client-ecs';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';

/** Clients are made when first asked for. Region, keys and endpoints come from the environment, as on AWS. */
function lazy<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

export const ecs = lazy(() => new ECSClient({}));
export const kms = lazy(() => new KMSClient({}));
export const s3 = lazy(() => new S3Client({ forcePathStyle: true }));
export const secretsManager = lazy(() => new SecretsManagerClient({}));
export const sfn = lazy(() => new SFNClient({}));
export const sqs = lazy(() => new SQSClient({}));
