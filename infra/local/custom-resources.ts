import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { StartRefused } from './data-lock.ts';
import type { LambdaHost } from './lambda-host.ts';
import type { BucketObjects } from './s3-objects.ts';
import type { LocalTemplate, Properties } from './template.ts';

interface CustomResourceDeps {
  template: LocalTemplate;
  lambda: Pick<LambdaHost, 'invoke'>;
  buckets: Map<string, BucketObjects>;
  dataFolder: string;
}

/** Does what a deployment's custom resources do: runs triggers, then copies assets into their buckets. */
export async function runCustomResources(deps: CustomResourceDeps): Promise<void> {
  for (const { properties, path } of deps.template.resources('Custom::Trigger')) {
    const result = await deps.lambda.invoke(properties['HandlerArn'], {});
    if (result.ok) continue;
    if (result.error.errorType === 'UNKNOWN_SCHEMA') throw otherVersion(deps.dataFolder, result.error.errorMessage);
    throw new Error(`The trigger ${path} failed with ${result.error.errorType}: see the function's log`);
  }
  for (const { properties } of deps.template.resources('Custom::CDKBucketDeployment'))
    await deployFiles(deps, properties);
}

/** A fresh folder beside it, because the database of a folder that root uses lies elsewhere and does not move with it. */
function otherVersion(dataFolder: string, detail: string): StartRefused {
  return new StartRefused(
    `The data in ${dataFolder} was made by another version of Stepify. ${detail}.
Nothing was changed. Start with other data beside it:

  npm start -- --data ${dataFolder}-new

or go back to the version that made it. To give it up instead, delete ${dataFolder}.`,
  );
}

const contentTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

async function deployFiles({ template, buckets, dataFolder }: CustomResourceDeps, properties: Properties) {
  const bucketName = String(properties['DestinationBucketName']);
  const bucket = buckets.get(bucketName);
  if (!bucket) throw new Error(`The template deploys files into ${bucketName}, which it does not define`);
  const stamp = join(dataFolder, 's3', bucketName, 'deployed-content');
  const version = createHash('sha256').update(JSON.stringify(properties)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === version) return;

  const prefix = properties['DestinationBucketKeyPrefix'] ? `${properties['DestinationBucketKeyPrefix']}/` : '';
  const headers = metadataHeaders(properties['SystemMetadata'] ?? {});
  const deployed = new Set<string>();
  for (const key of properties['SourceObjectKeys'] as string[]) {
    const folder = template.assetFolder(key);
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const objectKey = `${prefix}${relative(folder, file)}`;
      const contentType = contentTypes[extname(file)] ?? 'application/octet-stream';
      await bucket.put(objectKey, createReadStream(file), { contentType, headers, user: {} });
      deployed.add(objectKey);
    }
  }
  if (properties['Prune'] !== false) {
    for (const key of bucket.keys(prefix)) if (!deployed.has(key)) await bucket.remove(key);
  }
  writeFileSync(stamp, version);
}

function metadataHeaders(metadata: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value]));
}
