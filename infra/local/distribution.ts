import { localAccount } from './physical-names.ts';
import { withSecrets } from './dynamic-references.ts';
import { responseHeaders } from './response-headers.ts';
import type { LocalTemplate, Properties } from './template.ts';

export interface Behavior {
  pattern: RegExp;
  methods: string[];
  /** Domain of the origin, which tells its kind. */
  origin: string;
  headers: Record<string, string>;
  /** What the origin is told beside the viewer's own headers, and in place of them. */
  originHeaders: Record<string, string>;
  /** JavaScript of a CloudFront function that sees each request first. */
  viewerRequest: string | undefined;
}

/** What stands for a missing page. */
interface ErrorPage {
  key: string;
  status: number;
}

export interface Distribution {
  arn: string;
  /** The first behaviour whose path matches, as CloudFront chooses. */
  behaviorOf(path: string): Behavior;
  rootKey: string | undefined;
  errorPage: ErrorPage | undefined;
}

/** The template's distribution: which path leads to which origin, under which headers. */
export function readDistribution(template: LocalTemplate, secretValue: (arn: string) => string): Distribution {
  const [distribution] = template.resources('AWS::CloudFront::Distribution');
  if (!distribution) throw new Error('The template has no distribution: nothing says which path leads where');
  const config = distribution.properties['DistributionConfig'] as Properties;
  const read = (behavior: Properties, pattern: string): Behavior => {
    const origin = config['Origins'].find(({ Id }: Properties) => Id === behavior['TargetOriginId']) as Properties;
    const custom = (origin['OriginCustomHeaders'] ?? []) as { HeaderName: string; HeaderValue: string }[];
    return {
      pattern: pathPattern(pattern),
      methods: behavior['AllowedMethods'] ?? ['GET', 'HEAD'],
      origin: String(origin['DomainName']),
      headers: responseHeaders(template, behavior['ResponseHeadersPolicyId']),
      originHeaders: Object.fromEntries(
        custom.map(({ HeaderName, HeaderValue }) => [HeaderName.toLowerCase(), withSecrets(HeaderValue, secretValue)]),
      ),
      viewerRequest: edgeFunction(template, behavior),
    };
  };
  const behaviors: Behavior[] = [
    ...(config['CacheBehaviors'] ?? []).map((behavior: Properties) => read(behavior, behavior['PathPattern'])),
    read(config['DefaultCacheBehavior'], '*'),
  ];
  // Without the right to list, S3 answers 403 for a missing key.
  const missing = (config['CustomErrorResponses'] ?? []).find(
    ({ ErrorCode, ResponsePagePath }: Properties) => [403, 404].includes(Number(ErrorCode)) && ResponsePagePath,
  );
  return {
    arn: `arn:aws:cloudfront::${localAccount}:distribution/${distribution.names.ref}`,
    behaviorOf: (path) => behaviors.find(({ pattern }) => pattern.test(path))!,
    rootKey: config['DefaultRootObject'],
    errorPage: missing && { key: missing.ResponsePagePath.slice(1), status: Number(missing.ResponseCode ?? 200) },
  };
}

/** `*` is any text and `?` any sign; a pattern may leave out its first slash. */
function pathPattern(pattern: string): RegExp {
  const escaped = pattern.replace(/^\//, '').replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^/${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

function edgeFunction(template: LocalTemplate, behavior: Properties): string | undefined {
  const association = (behavior['FunctionAssociations'] ?? []).find(
    ({ EventType }: Properties) => EventType === 'viewer-request',
  );
  const found = template
    .resources('AWS::CloudFront::Function')
    .find(({ names }) => association && names.attributes['FunctionARN'] === association.FunctionARN);
  return found?.properties['FunctionCode'] as string | undefined;
}
