import { CfnResource, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { FlowLogDestination, FlowLogTrafficType, IpAddresses, Peer, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  Credentials,
  DatabaseCluster,
  DatabaseClusterEngine,
} from 'aws-cdk-lib/aws-rds';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { type CfnSecret, Secret, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { addressRanges, storeRemoval, type Config } from './config.ts';
import { allowLogs, productLog } from './product-log.ts';
import { acknowledge, acknowledgeCdkHelpers } from './acknowledge.ts';

interface DataStackProps extends StackProps {
  config: Config;
}

/** Everything that outlives a deployment: pictures, wrapped keys, the master key, secrets and the choice of database. */
export class DataStack extends Stack {
  /** Wraps one data key per user–platform pair; never leaves KMS. */
  readonly masterKey: Key;
  /** Encrypts buckets, queues, secrets and the database at rest. */
  readonly storageKey: Key;
  /** `staging/` and `assets/`. */
  readonly files: Bucket;
  /** `keys/`: wrapped pair keys, apart from the database so that its backups never decrypt a deleted cookie. */
  readonly keys: Bucket;
  readonly secrets: {
    database: ISecret;
    anthropic: ISecret;
    resend: ISecret;
    sharing: ISecret;
    operators: ISecret;
    stripe: ISecret;
  };
  /** What the distribution shows the API, so that nobody passes by the firewall. Made up by Secrets Manager. */
  readonly originKey: ISecret;
  /** Network of the database where Stepify runs it itself; functions join it then. */
  readonly databaseNetwork: Vpc | undefined;
  private readonly removalPolicy: RemovalPolicy;

  constructor(scope: Construct, id: string, { config, ...props }: DataStackProps) {
    super(scope, id, props);
    this.removalPolicy = storeRemoval(config);
    const { removalPolicy } = this;
    this.storageKey = new Key(this, 'StorageKey', { enableKeyRotation: true, removalPolicy });
    allowLogs(this.storageKey);
    this.masterKey = new Key(this, 'MasterKey', {
      description: 'Wraps the key of each user–platform pair under the encryption context of that pair',
      enableKeyRotation: true,
      removalPolicy,
    });
    const accessLogs = this.bucket(config, 'AccessLogs', { expireAfterDays: 90 });
    this.files = this.bucket(config, 'Files', { accessLogs });
    // A frame that never passed the gate is nobody's: it goes with the failed job's data at the latest.
    this.files.addLifecycleRule({ prefix: 'staging/', expiration: Duration.days(7) });
    this.keys = this.bucket(config, 'Keys', { accessLogs });
    this.databaseNetwork = config.database === 'aurora' ? this.network(config) : undefined;
    this.secrets = {
      database: this.databaseNetwork ? this.aurora(this.databaseNetwork, config) : this.secret(config, 'database'),
      anthropic: this.secret(config, 'anthropic'),
      resend: this.secret(config, 'resend'),
      sharing: this.secret(config, 'sharing'),
      operators: this.secret(config, 'operators'),
      stripe: this.secret(config, 'stripe'),
    };
    this.originKey = this.madeUp(config, 'origin');
    acknowledgeCdkHelpers(this);
  }

  private bucket(config: Config, id: string, options: { accessLogs?: Bucket; expireAfterDays?: number }): Bucket {
    const bucket = new Bucket(this, id, {
      encryption: options.accessLogs ? BucketEncryption.KMS : BucketEncryption.S3_MANAGED,
      ...(options.accessLogs
        ? {
            encryptionKey: this.storageKey,
            bucketKeyEnabled: true,
            serverAccessLogsBucket: options.accessLogs,
            serverAccessLogsPrefix: `${id}/`,
          }
        : {}),
      ...(options.expireAfterDays ? { lifecycleRules: [{ expiration: Duration.days(options.expireAfterDays) }] } : {}),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      removalPolicy: this.removalPolicy,
      autoDeleteObjects: !config.keepData,
    });
    if (!options.accessLogs) acknowledge(bucket, 'AwsSolutions-S1', 'This bucket receives the access logs itself.');
    return bucket;
  }

  /** Made empty: its value is put in by hand and never passes through a template. */
  private secret(config: Config, purpose: string): Secret {
    const secret = new Secret(this, `Secret-${purpose}`, {
      secretName: `stepify/${config.stage}/${purpose}`,
      encryptionKey: this.storageKey,
      removalPolicy: this.removalPolicy,
    });
    // CDK would have a password made up, which programs would then take for the value.
    (secret.node.defaultChild as CfnSecret).generateSecretString = undefined;
    acknowledge(
      secret,
      'AwsSolutions-SMG4',
      'The value is issued by another company or server; the runbook rotates it.',
    );
    return secret;
  }

  /** A value that nobody needs to know: CloudFormation alone reads it, where the template refers to it. */
  private madeUp(config: Config, purpose: string): Secret {
    const secret = new Secret(this, `Secret-${purpose}`, {
      secretName: `stepify/${config.stage}/${purpose}`,
      encryptionKey: this.storageKey,
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
      removalPolicy: this.removalPolicy,
    });
    acknowledge(secret, 'AwsSolutions-SMG4', 'Two resources hold the value at once; the runbook replaces it in both.');
    return secret;
  }

  private network(config: Config): Vpc {
    const network = new Vpc(this, 'DatabaseNetwork', {
      ipAddresses: IpAddresses.cidr(addressRanges.database),
      availabilityZones: config.zones,
      natGateways: 1,
      subnetConfiguration: [
        { name: 'public', subnetType: SubnetType.PUBLIC },
        { name: 'functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        { name: 'database', subnetType: SubnetType.PRIVATE_ISOLATED },
      ],
    });
    network.addFlowLog('FlowLog', {
      // Functions look at platforms from here before a browser is started for them.
      trafficType: FlowLogTrafficType.REJECT,
      destination: FlowLogDestination.toCloudWatchLogs(productLog(this, 'FlowLog', this.storageKey)),
    });
    return network;
  }

  private aurora(network: Vpc, config: Config): ISecret {
    const cluster = new DatabaseCluster(this, 'Database', {
      engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_9 }),
      writer: ClusterInstance.serverlessV2('writer'),
      serverlessV2MinCapacity: 0.5,
      serverlessV2MaxCapacity: 8,
      credentials: Credentials.fromGeneratedSecret('stepify', {
        // Not `database`: that name may be taken by the secret of an external server from before.
        secretName: `stepify/${config.stage}/aurora`,
        encryptionKey: this.storageKey,
      }),
      vpc: network,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      storageEncryptionKey: this.storageKey,
      parameters: { 'rds.force_ssl': '1' },
      backup: { retention: Duration.days(14) },
      deletionProtection: config.keepData,
      iamAuthentication: true,
      defaultDatabaseName: 'stepify',
      // Protected from deletion, so that a first deployment that fails could not take it along either.
      removalPolicy: config.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    (cluster.node.findChild('Secret') as Secret).applyRemovalPolicy(this.removalPolicy);
    if (config.keepData) this.keepNetwork(network, cluster);
    cluster.connections.allowDefaultPortFrom(Peer.ipv4(addressRanges.database), 'Functions of the same network');
    cluster.connections.allowDefaultPortFrom(
      Peer.ipv4(addressRanges.browsers),
      'The gateway, whose subnets alone have a route here',
    );
    if (!config.keepData) {
      acknowledge(cluster, 'AwsSolutions-RDS10', 'It is about to be taken down, and whoever deploys has said so.');
    }
    acknowledge(
      cluster,
      'AwsSolutions-SMG4',
      'Programs keep the value for their lifetime; the runbook rotates it and renews them.',
    );
    return cluster.secret!;
  }

  /** A cluster that stays needs where it lies: its network, subnets and security group. What costs, the NAT gateway, goes. */
  private keepNetwork(network: Vpc, cluster: DatabaseCluster): void {
    const { subnets } = network.selectSubnets({ subnetGroupName: 'database' });
    for (const construct of [...subnets, ...cluster.connections.securityGroups]) {
      for (const part of construct.node.findAll()) {
        if (CfnResource.isCfnResource(part)) part.applyRemovalPolicy(RemovalPolicy.RETAIN);
      }
    }
    network.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}
