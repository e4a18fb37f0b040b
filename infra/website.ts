import { CfnOutput, Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
  type BehaviorOptions,
} from 'aws-cdk-lib/aws-cloudfront';
import { RestApiOrigin, S3BucketOrigin, VpcOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { gatewayPaths } from '#shared/contract/routes.ts';
import { acknowledge } from './acknowledge.ts';
import { originKeyValue } from './api.ts';
import { storeRemoval, type Config } from './config.ts';
import { productLog } from './product-log.ts';

/** Pages run their own script and style and talk to their own origin, nothing else (X4, A4). */
function contentSecurityPolicy(publicUrl: string): string {
  const socket = publicUrl.replace(/^http/, 'ws');
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${socket}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

interface WebsiteProps {
  config: Config;
  firewallArn: string | undefined;
  api: RestApi;
  originKey: ISecret;
  gateway: ApplicationLoadBalancer;
  storageKey: IKey;
}

/** The one public address: the website, the API and the gateway behind a distribution. */
export class Website extends Construct {
  /** What puts the files in place: last of all, because the page asks the API it was built with. */
  readonly files: readonly Construct[];

  constructor(scope: Construct, id: string, props: WebsiteProps) {
    super(scope, id);
    const { config, firewallArn, api, originKey, gateway, storageKey } = props;
    const bucket = new Bucket(this, 'Files', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      removalPolicy: storeRemoval(config),
      autoDeleteObjects: !config.keepData,
    });
    acknowledge(bucket, 'AwsSolutions-S1', 'Holds the public website alone; the distribution sees every request.');
    const headers = new ResponseHeadersPolicy(this, 'Headers', {
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(config.publicUrl), override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=()', override: true },
          { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
        ],
      },
    });
    const rewrite = new EdgeFunction(this, 'SpaRewrite', {
      code: FunctionCode.fromFile({ filePath: 'infra/spa-rewrite.js' }),
      runtime: FunctionRuntime.JS_2_0,
    });
    const common = { viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS, responseHeadersPolicy: headers };
    const dynamic = {
      ...common,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    };
    const gatewayBehavior: BehaviorOptions = config.gatewayCertificateArn
      ? {
          ...dynamic,
          // The balancer's certificate is of the public domain, and it is the Host header that it is compared with.
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER,
          origin: VpcOrigin.withApplicationLoadBalancer(gateway, {
            protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
            originSslProtocols: [OriginSslPolicy.TLS_V1_2],
          }),
        }
      : {
          ...dynamic,
          origin: VpcOrigin.withApplicationLoadBalancer(gateway, { protocolPolicy: OriginProtocolPolicy.HTTP_ONLY }),
        };
    const domain = new URL(config.publicUrl).hostname;
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Stepify ${config.stage}`,
      ...(config.certificateArn
        ? {
            domainNames: [domain],
            certificate: Certificate.fromCertificateArn(this, 'Certificate', config.certificateArn),
          }
        : {}),
      ...(firewallArn ? { webAclId: firewallArn } : {}),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_200,
      defaultRootObject: 'index.html',
      defaultBehavior: {
        ...common,
        origin: S3BucketOrigin.withOriginAccessControl(bucket),
        functionAssociations: [{ function: rewrite, eventType: FunctionEventType.VIEWER_REQUEST }],
      },
      additionalBehaviors: {
        '/api/*': {
          ...dynamic,
          origin: new RestApiOrigin(api, {
            readTimeout: Duration.seconds(30),
            // In place of whatever a viewer sends under the same name.
            customHeaders: { 'x-api-key': originKeyValue(originKey) },
          }),
        },
        [gatewayPaths.stream]: gatewayBehavior,
        [gatewayPaths.drive]: gatewayBehavior,
      },
    });
    new CfnOutput(this, 'Domain', {
      description: 'Name of the distribution, which the record of the domain points to',
      value: distribution.distributionDomainName,
    });
    acknowledge(distribution, 'AwsSolutions-CFR1', 'People document software from anywhere.');
    if (!firewallArn) acknowledge(distribution, 'AwsSolutions-CFR2', 'One machine has no firewall.');
    acknowledge(
      distribution,
      'AwsSolutions-CFR3',
      'The API’s access log holds method, route and status; addresses of people are not kept.',
    );
    acknowledge(
      distribution,
      'AwsSolutions-CFR4',
      'With a certificate of the company’s domain TLS 1.2 is the least; without one AWS’s own applies.',
    );
    acknowledge(distribution, 'AwsSolutions-CFR5', 'The gateway’s balancer is reached through a private VPC origin.');

    // Older files stay, because pages that are open ask for them; the page that names new ones comes after these.
    const logGroup = productLog(this, 'DeploymentLog', storageKey);
    const deployment = { destinationBucket: bucket, prune: false, memoryLimit: 512, logGroup };
    const assets = new BucketDeployment(this, 'Assets', {
      ...deployment,
      sources: [Source.asset('dist/website/assets')],
      destinationKeyPrefix: 'assets',
      // Their names carry their hash.
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
    });
    const pages = new BucketDeployment(this, 'Pages', {
      ...deployment,
      sources: [Source.asset('dist/website', { exclude: ['assets'] })],
      // Always asked for anew.
      cacheControl: [CacheControl.fromString('no-cache')],
      distribution,
      distributionPaths: ['/*'],
    });
    pages.node.addDependency(assets);
    this.files = [assets, pages];
  }
}
