import { readFileSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';
import { resolve, text, type Json, type Lookup } from './intrinsics.ts';
import { physicalNames, type PhysicalNames } from './physical-names.ts';

/** Resolved properties of a resource; each service reads the ones it knows. */
// oxlint-disable-next-line typescript/no-explicit-any -- the shapes are CloudFormation's, hundreds of them
export type Properties = Record<string, any>;

export interface TemplateResource {
  stack: string;
  logicalId: string;
  type: string;
  /** Path of the construct it comes from, as `aws:cdk:path` gives it. */
  path: string;
  names: PhysicalNames;
  /** Properties with every intrinsic function replaced; an unknown function throws here. */
  readonly properties: Properties;
}

export interface ImageAsset {
  folder: string;
  dockerFile: string;
}

export interface LocalTemplate {
  /** All resources of a type, in all stacks. */
  resources(type: string): TemplateResource[];
  /** The resource whose `Ref` or ARN this is. */
  find(type: string, name: string): TemplateResource | undefined;
  /** Folder of a file asset by the name of its object, such as `<hash>.zip`. */
  assetFolder(objectKey: string): string;
  /** Build folder of an image asset by its image URI, which ends in its hash. */
  imageAsset(imageUri: string): ImageAsset;
}

interface RawStack {
  name: string;
  template: {
    Resources?: Record<
      string,
      { Type: string; Properties?: Record<string, Json>; Condition?: string; Metadata?: Properties }
    >;
    Parameters?: Record<string, { Default?: Json }>;
    Outputs?: Record<string, { Value: Json; Export?: { Name: Json } }>;
    Conditions?: Record<string, Json>;
  };
}

interface AssetManifest {
  files?: Record<string, { source: { path?: string } }>;
  dockerImages?: Record<string, { source: { directory?: string; dockerFile?: string } }>;
}

/**
 * Reads a CDK output folder: every stack's template and assets. `queueOrigin` is the origin in queue URLs, which
 * the SQS client dials.
 */
export function readTemplate(folder: string, { queueOrigin }: { queueOrigin: string }): LocalTemplate {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, { type: string; properties?: Properties }>;
  };
  const stacks: RawStack[] = [];
  const files = new Map<string, string>();
  const images = new Map<string, ImageAsset>();
  for (const [name, artifact] of Object.entries(manifest.artifacts)) {
    const file = artifact.properties?.['templateFile'] ?? artifact.properties?.['file'];
    if (artifact.type === 'aws:cloudformation:stack') {
      stacks.push({ name, template: JSON.parse(readFileSync(join(folder, file), 'utf8')) });
    } else if (artifact.type === 'cdk:asset-manifest') {
      readAssets(folder, JSON.parse(readFileSync(join(folder, file), 'utf8')) as AssetManifest, files, images);
    }
  }
  const resources = new Resolver(stacks, queueOrigin).all();
  return {
    resources: (type) => resources.filter((resource) => resource.type === type),
    find: (type, name) =>
      resources.find(
        (resource) =>
          resource.type === type && (resource.names.ref === name || resource.names.attributes['Arn'] === name),
      ),
    assetFolder(objectKey) {
      const found = files.get(objectKey.replace(/\..*$/, ''));
      if (!found) throw new Error(`The output folder has no asset ${objectKey}`);
      return found;
    },
    imageAsset(imageUri) {
      const found = images.get(imageUri.split(':').at(-1)!);
      if (!found) throw new Error(`The output folder has no image ${imageUri}: only images built here can run`);
      return found;
    },
  };
}

function readAssets(
  folder: string,
  manifest: AssetManifest,
  files: Map<string, string>,
  images: Map<string, ImageAsset>,
) {
  for (const [hash, { source }] of Object.entries(manifest.files ?? {})) {
    if (source.path) files.set(hash, resolvePath(folder, source.path));
  }
  for (const [hash, { source }] of Object.entries(manifest.dockerImages ?? {})) {
    if (!source.directory) continue;
    images.set(hash, { folder: resolvePath(folder, source.directory), dockerFile: source.dockerFile ?? 'Dockerfile' });
  }
}

/** Answers what the intrinsic functions of all stacks ask for. */
class Resolver {
  private readonly stacks: RawStack[];
  private readonly queueOrigin: string;
  private readonly named = new Map<string, PhysicalNames>();

  constructor(stacks: RawStack[], queueOrigin: string) {
    this.stacks = stacks;
    this.queueOrigin = queueOrigin;
  }

  all(): TemplateResource[] {
    return this.stacks.flatMap((stack) =>
      Object.entries(stack.template.Resources ?? {})
        .filter(([, raw]) => !raw.Condition || this.lookup(stack).condition(raw.Condition))
        .map(([logicalId, raw]) => this.resource(stack, logicalId, raw.Type)),
    );
  }

  private resource(stack: RawStack, logicalId: string, type: string): TemplateResource {
    const raw = stack.template.Resources![logicalId]!;
    const lookup = this.lookup(stack);
    const names = this.names(stack, logicalId);
    let properties: Properties | undefined;
    return {
      stack: stack.name,
      logicalId,
      type,
      path: raw.Metadata?.['aws:cdk:path'] ?? `${stack.name}/${logicalId}`,
      names,
      get properties() {
        return (properties ??= resolve(raw.Properties ?? {}, lookup) as Properties);
      },
    };
  }

  private names(stack: RawStack, logicalId: string): PhysicalNames {
    const id = `${stack.name}/${logicalId}`;
    const known = this.named.get(id);
    if (known) return known;
    const raw = stack.template.Resources?.[logicalId];
    if (!raw) throw new Error(`${stack.name}: there is no resource ${logicalId}`);
    const property = (name: string) => {
      const value = raw.Properties?.[name];
      return value === undefined ? undefined : text(resolve(value, this.lookup(stack)));
    };
    const names = physicalNames({ stack: stack.name, logicalId, type: raw.Type }, property, this.queueOrigin);
    this.named.set(id, names);
    return names;
  }

  private lookup(stack: RawStack): Lookup {
    const { template } = stack;
    return {
      stack: stack.name,
      ref: (logicalId) => {
        const parameter = template.Parameters?.[logicalId];
        return parameter ? text(parameter.Default ?? '') : this.names(stack, logicalId).ref;
      },
      attribute: (logicalId, attribute) => {
        const value = this.names(stack, logicalId).attributes[attribute];
        if (value !== undefined) return value;
        const type = template.Resources![logicalId]!.Type;
        throw new Error(`${stack.name}: the local run does not know ${attribute} of ${logicalId} (${type})`);
      },
      importValue: (name) => this.importValue(name),
      condition: (name) => {
        const condition = template.Conditions?.[name];
        if (condition === undefined) throw new Error(`${stack.name}: there is no condition ${name}`);
        return resolve(condition, this.lookup(stack)) === true;
      },
    };
  }

  private importValue(name: string): string {
    for (const stack of this.stacks) {
      for (const output of Object.values(stack.template.Outputs ?? {})) {
        if (!output.Export || resolve(output.Export.Name, this.lookup(stack)) !== name) continue;
        return text(resolve(output.Value, this.lookup(stack)));
      }
    }
    throw new Error(`No stack exports ${name}`);
  }
}
