import { RemovalPolicy, type App } from 'aws-cdk-lib';
import * as z from 'zod';
import { sessionLimits } from '#shared/contract/session-limits.ts';
import { siteInfo } from '#shared/contract/connections.ts';

/** Region of everything that a distribution uses: its firewall and its certificate. */
export const edgeRegion = 'us-east-1';
export const defaultRegion = 'ap-southeast-1';

const architectures = ['arm64', 'x86_64'] as const;
export type Architecture = (typeof architectures)[number];
export const defaultArchitecture: Architecture = 'arm64';

/**
 * What a deployment is made of, read from CDK context (`-c key=value` or cdk.json). The defaults describe production
 * but for `publicUrl`, which only the company knows; one machine passes its own address.
 */
const configSchema = z.object({
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,15}$/)
    .default('production'),
  /** Public origin, no trailing slash. */
  publicUrl: z.url().default('https://stepify.example'),
  region: z.string().default(defaultRegion),
  /** The region's first two unless given: a look-up would call AWS. */
  zones: z.array(z.string()).min(2).optional(),
  /** Processor of functions and the gateway; one machine passes its own. */
  architecture: z.enum(architectures).default(defaultArchitecture),
  /** `external`: a connection string put into the secret by hand. `aurora`: Aurora Serverless v2 in a network of its own. */
  database: z.enum(['external', 'aurora']).default('external'),
  /** Whether data outlives its stack. Without, `cdk destroy` deletes pictures, keys, secrets and the database for good. */
  keepData: z.boolean().or(z.stringbool()).default(true),
  /** ARN of a certificate in us-east-1 for the domain of `publicUrl`; none on one machine. */
  certificateArn: z.string().optional(),
  /** ARN of one in `region` for the same domain, which the gateway's balancer shows the distribution; none on one machine. */
  gatewayCertificateArn: z.string().optional(),
  /** A firewall in front of the distribution. */
  firewall: z.boolean().or(z.stringbool()).default(true),
  mailFrom: z.string().default('Stepify <tutorials@stepify.example>'),
  /** Where operators are mailed about reports of personal data. */
  operatorMail: z.email().default('operators@stepify.example'),
  /** host:port pairs that are not public and may be opened all the same: development only. */
  allowedDevelopmentHosts: z.array(z.string()).default([]),
  /** Where operators find `infra/runbook.md`: alarms link to its headings. */
  runbookUrl: z.string().default('infra/runbook.md'),
  /** Who is mailed when an alarm rings. */
  alarmMail: z.email().optional(),
  /** AWS's bill for a month, in US dollars; the operators are told at 80 % and when more is forecast. */
  monthlyBudgetDollars: z.coerce.number().positive().default(300),
  modelDollarsPerHour: z.coerce.number().positive().default(10),
  /** When every process was last renewed on purpose: a new value starts them all anew. */
  renewed: z.string().optional(),
  /** How many browser sessions at once, how long they may last, and how many browsers are kept warm. */
  sessions: sessionLimits.prefault({}),
  siteInfo: siteInfo.default({ demoPlatform: null, outboxUrl: null, offlineModel: false }),
});
type Context = z.infer<typeof configSchema>;
export const contextKeys = Object.keys(configSchema.shape);
export type Config = Context & { zones: string[] };

/** Networks that may be connected, so they do not overlap. */
export const addressRanges = { browsers: '10.10.0.0/16', database: '10.20.0.0/16' } as const;

/**
 * What becomes of a store that its stack no longer has. A first deployment that fails takes along what it made, so that the
 * next finds the names of secrets free.
 */
export function storeRemoval({ keepData }: Pick<Config, 'keepData'>): RemovalPolicy {
  return keepData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}

/** Reads the context; values from the command line arrive as text, so lists and objects may be JSON. */
export function readConfig(app: App): Config {
  const context = contextKeys.map((key) => {
    const value: unknown = app.node.tryGetContext(key);
    return [key, typeof value === 'string' && /^[[{]/.test(value) ? JSON.parse(value) : value];
  });
  const config = configSchema.parse(Object.fromEntries(context));
  return { ...config, zones: config.zones ?? ['a', 'b'].map((zone) => `${config.region}${zone}`) };
}
