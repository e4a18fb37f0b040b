import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createAwsServer, type JsonService } from '../../infra/local/aws-server.ts';
import { createAccess } from '../../infra/local/iam/access.ts';
import { Keyring } from '../../infra/local/iam/keyring.ts';
import { close, listen } from '../../infra/local/listen.ts';
import { readTemplate, type LocalTemplate } from '../../infra/local/template.ts';

type Resources = Record<string, { Type: string; Properties?: object }>;

export interface HandMade {
  /** A folder as CDK's output, and one for data. */
  outFolder: string;
  dataFolder: string;
  read(queueOrigin?: string): LocalTemplate;
  remove(): void;
}

/** A CDK output folder with one stack and the given assets, each a map of file names to contents. */
export function handMadeTemplate(
  resources: Resources,
  assets: { files?: Record<string, Record<string, string>>; images?: Record<string, Record<string, string>> } = {},
): HandMade {
  const root = mkdtempSync(join(tmpdir(), 'stepify-made-'));
  const outFolder = join(root, 'cdk.out');
  const dataFolder = join(root, 'data');
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(outFolder, path)), { recursive: true });
    writeFileSync(join(outFolder, path), text);
  };
  const folders = (kind: Record<string, Record<string, string>>) => {
    for (const [hash, files] of Object.entries(kind)) {
      for (const [name, text] of Object.entries(files)) write(`asset.${hash}/${name}`, text);
    }
    return Object.keys(kind);
  };
  const files = folders(assets.files ?? {}).map((hash) => [hash, { source: { path: `asset.${hash}` } }]);
  const images = folders(assets.images ?? {}).map((hash) => [hash, { source: { directory: `asset.${hash}` } }]);
  const artifacts = {
    made: { type: 'aws:cloudformation:stack', properties: { templateFile: 'made.template.json' } },
    'made.assets': { type: 'cdk:asset-manifest', properties: { file: 'made.assets.json' } },
  };
  write('manifest.json', JSON.stringify({ artifacts }));
  write('made.template.json', JSON.stringify({ Resources: resources }));
  write(
    'made.assets.json',
    JSON.stringify({ files: Object.fromEntries(files), dockerImages: Object.fromEntries(images) }),
  );
  mkdirSync(dataFolder, { recursive: true });
  return {
    outFolder,
    dataFolder,
    read: (queueOrigin = 'http://127.0.0.1:1') => readTemplate(outFolder, { queueOrigin }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

export interface TestAws {
  url: string;
  server: Server;
  serve: ReturnType<typeof createAwsServer>['serve'];
  stop(): Promise<void>;
}

/** The local AWS server, listening; `serve` says what it answers. */
export async function startTestAws(): Promise<TestAws> {
  const aws = createAwsServer();
  const url = `http://127.0.0.1:${await listen(aws.server)}`;
  return { ...aws, url, stop: () => close(aws.server) };
}

const keyring = new Keyring();
const nothing = { resources: () => [], find: () => undefined } as unknown as LocalTemplate;

/** Decides by a template's policies; the account's owner has the keys of `clientSettings`. */
export const accessOf = (template: LocalTemplate = nothing) => createAccess({ template, keyring });

/** For what must be allowed something and is not tested for it. */
export const everythingAllowed = { require: () => undefined, allows: () => true, keyring };

/** What `serve` takes when only JSON services are of interest. */
export function onlyServices(template: LocalTemplate, ...services: JsonService[]) {
  return { access: accessOf(template), services, s3: async () => undefined, taskMetadata: () => undefined };
}

/** Settings of an AWS SDK client for the local services. */
export function clientSettings(endpoint: string) {
  return {
    endpoint,
    region: 'ap-southeast-1',
    credentials: keyring.root,
  };
}
