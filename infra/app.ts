import { App, Tags, Validations } from 'aws-cdk-lib';
import { SolutionsChecks } from './acknowledge.ts';
import { AppStack } from './app-stack.ts';
import { edgeRegion, readConfig } from './config.ts';
import { EdgeStack } from './edge-stack.ts';
import { DataStack } from './data-stack.ts';

/** Behaviours of CDK that newer projects get by default. */
const featureFlags = {
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/aws-lambda:recognizeLayerVersion': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/core:checkSecretUsage': true,
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  '@aws-cdk/aws-ec2:restrictDefaultSecurityGroup': false,
};

const app = new App({ context: featureFlags });
const config = readConfig(app);
const env = { region: config.region };

// One machine has no distribution that a firewall could stand in front of.
const edge = config.firewall
  ? new EdgeStack(app, `stepify-${config.stage}-edge`, {
      env: { region: edgeRegion },
      config,
      crossRegionReferences: true,
    })
  : undefined;
const data = new DataStack(app, `stepify-${config.stage}-data`, { env, config });
new AppStack(app, `stepify-${config.stage}-app`, {
  env,
  config,
  data,
  firewallArn: edge?.firewallArn,
  crossRegionReferences: true,
});

Tags.of(app).add('product', 'stepify');
Tags.of(app).add('stage', config.stage);
Validations.of(app).addPlugins(new SolutionsChecks(app));
app.synth();
