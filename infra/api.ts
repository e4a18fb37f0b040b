import { Duration } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  ApiKey,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  ResponseTransferMode,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { apiAreas, type ApiArea } from '#shared/contract/routes.ts';
import { acknowledge } from './acknowledge.ts';
import { productAlarm } from './product-alarm.ts';
import { productLog } from './product-log.ts';
import { ProductFunction, type ProductFunctionProps } from './product-function.ts';

const areaFails: Record<ApiArea, string> = {
  accounts: 'people cannot sign up or sign in',
  connections: 'platforms cannot be connected or removed',
  jobs: 'tutorials cannot be asked for',
  progress: 'progress stands still on the page; the work goes on',
  tutorials: 'tutorials cannot be read',
  marks: 'what the redaction missed cannot be made unreadable',
  sharing: 'tutorials cannot be looked over, shared, published, or taken back',
  reports: 'pictures that show personal data cannot be reported',
  operators: 'operators cannot answer reports of personal data',
  public: 'share links and the showcase open nothing',
};

/** A function's processor share follows its memory: bcrypt is a long computation, and a picture is decoded and encoded. */
const areaMemoryMb: Partial<Record<ApiArea, number>> = { accounts: 1024, marks: 1769, operators: 1769 };

/**
 * One regional REST API under `/api`, one function per area; `progress` streams its answer. It answers the distribution
 * alone, whose firewall would otherwise be passed by at the API's own address.
 */
export class Api extends Construct {
  readonly rest: RestApi;

  /** `originKey` is the secret that the distribution alone sends. */
  constructor(scope: Construct, id: string, props: Omit<ProductFunctionProps, 'fails'> & { originKey: ISecret }) {
    super(scope, id);
    this.rest = new RestApi(this, 'Rest', {
      restApiName: `stepify-${props.config.stage}`,
      endpointTypes: [EndpointType.REGIONAL],
      // Pictures leave as bytes; the gateway decodes by this list alone, whatever a browser accepts first.
      binaryMediaTypes: ['*/*'],
      cloudWatchRole: true,
      deployOptions: {
        stageName: 'live',
        // Its lines hold whole paths, and a share link's token stands in one. The access log below names routes.
        loggingLevel: MethodLoggingLevel.OFF,
        dataTraceEnabled: false,
        accessLogDestination: new LogGroupLogDestination(productLog(this, 'AccessLog', props.resources.storageKey)),
        accessLogFormat: AccessLogFormat.custom(
          '{"requestId":"$context.requestId","method":"$context.httpMethod","resource":"$context.resourcePath","status":"$context.status","ms":"$context.responseLatency"}',
        ),
        throttlingRateLimit: 200,
        throttlingBurstLimit: 400,
      },
    });
    const api = this.rest.root.addResource('api');
    for (const area of apiAreas) {
      const streamed = area === 'progress';
      const fn = new ProductFunction(this, area, {
        ...props,
        fails: areaFails[area],
        memoryMb: areaMemoryMb[area] ?? 512,
        timeout: streamed ? Duration.minutes(2) : Duration.seconds(29),
      });
      const integration = new LambdaIntegration(
        fn.lambda,
        streamed ? { responseTransferMode: ResponseTransferMode.STREAM, timeout: Duration.minutes(2) } : {},
      );
      const resource = api.addResource(area);
      resource.addMethod('ANY', integration, { apiKeyRequired: true });
      resource.addResource('{proxy+}').addMethod('ANY', integration, { apiKeyRequired: true });
    }
    const plan = this.rest.addUsagePlan('Distribution', { apiStages: [{ stage: this.rest.deploymentStage }] });
    plan.addApiKey(new ApiKey(this, 'OriginKey', { value: originKeyValue(props.originKey) }));
    // A function answers a fault of its own with 500 and ends well, so that its own alarm does not see it.
    productAlarm(this, 'Faults', {
      config: props.config,
      name: 'api-faults',
      says: 'the API answers with faults: people see an error with an id',
      runbook: 'a-function-fails',
      metric: this.rest.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 5,
    });
    const reasons = {
      'AwsSolutions-APIG2':
        'Every route validates its input against the contract’s schemas, which say more than a JSON model.',
      'AwsSolutions-APIG3': 'The firewall stands at the distribution, whose key every request must bring.',
      'AwsSolutions-APIG4': 'Sign-in is the product’s own session cookie, checked in each function.',
      'AwsSolutions-APIG6': 'Execution logs hold paths with the tokens of share links; the access log names routes.',
      'AwsSolutions-COG4': 'Accounts are the product’s own; there is no Cognito pool.',
      'AwsSolutions-IAM4': 'API Gateway writes its log through the role that AWS provides for it.',
    };
    for (const [rule, reason] of Object.entries(reasons)) acknowledge(this.rest, rule, reason);
  }
}

/** Stands in the template as a reference to the secret, which CloudFormation resolves while it deploys. */
export function originKeyValue(secret: ISecret): string {
  return secret.secretValue.unsafeUnwrap();
}
