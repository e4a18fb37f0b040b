import * as z from 'zod';

/**
 * Every environment key of every function and container. CDK sets exactly the keys a program declares and the program
 * reads them through `readEnv`, so a key forgotten in the template fails at the start and not in the middle of a job.
 */
export const envKeys = {
  /** ARN of the secret with the PostgreSQL connection string. */
  DATABASE_SECRET_ARN: z.string().min(1),
  /** Public origin of the product, no trailing slash: links in mails, and the only Origin that may change state. */
  PUBLIC_URL: z.url(),
  FILES_BUCKET: z.string().min(1),
  KEYS_BUCKET: z.string().min(1),
  MASTER_KEY_ARN: z.string().min(1),
  JOBS_QUEUE_URL: z.url(),
  STATE_MACHINE_ARN: z.string().min(1),
  BROWSER_CLUSTER_ARN: z.string().min(1),
  BROWSER_TASK_DEFINITION_ARN: z.string().min(1),
  /** Comma-separated subnet ids for browser tasks. */
  BROWSER_SUBNETS: z.string().min(1),
  BROWSER_SECURITY_GROUP: z.string().min(1),
  /** Origin of the gateway for driven browsers, wss:// or ws:// on one machine. */
  GATEWAY_URL: z.url(),
  /** Comma-separated host:port pairs that may be opened although they are not public: development only, else empty. */
  ALLOWED_DEVELOPMENT_HOSTS: z.string(),
  /** JSON of `SessionLimits`. */
  SESSION_LIMITS: z.string(),
  /** How long a browser task waits for its session before it ends; said anew for each task. */
  WAIT_SECONDS: z.string().regex(/^\d+$/),
  ANTHROPIC_SECRET_ARN: z.string().min(1),
  RESEND_SECRET_ARN: z.string().min(1),
  /** ARN of the secret that signs share links: at least 32 characters that nobody can guess. */
  SHARING_SECRET_ARN: z.string().min(1),
  /** ARN of the secret with operators' keys: JSON of name and key. */
  OPERATORS_SECRET_ARN: z.string().min(1),
  /** Where operators are mailed about reports. */
  OPERATOR_MAIL: z.email(),
  /** Sender of mails. */
  MAIL_FROM: z.string().min(3),
  /** JSON of `SiteInfo`. */
  SITE_INFO: z.string(),
} as const;

export type EnvKey = keyof typeof envKeys;

/** Reads and checks the named keys. Throws an error that names the missing keys, never their values. */
export function readEnv<K extends EnvKey>(keys: readonly K[], env = process.env): Record<K, string> {
  const wrong = keys.filter((key) => !envKeys[key].safeParse(env[key]).success);
  if (wrong.length > 0) throw new Error(`Environment keys missing or malformed: ${wrong.join(', ')}`);
  return Object.fromEntries(keys.map((key) => [key, env[key] as string])) as Record<K, string>;
}

const database = ['DATABASE_SECRET_ARN'] as const;
const browserTasks = [
  'BROWSER_CLUSTER_ARN',
  'BROWSER_TASK_DEFINITION_ARN',
  'BROWSER_SUBNETS',
  'BROWSER_SECURITY_GROUP',
] as const;
const sessions = ['KEYS_BUCKET', 'MASTER_KEY_ARN'] as const;
const operatorMail = ['RESEND_SECRET_ARN', 'MAIL_FROM', 'OPERATOR_MAIL'] as const;
const drive = [...sessions, 'GATEWAY_URL'] as const;

/** Which keys each program gets. The name is the program's folder. */
export const programEnv = {
  accounts: [...database, 'PUBLIC_URL'],
  connections: [...database, 'PUBLIC_URL', 'KEYS_BUCKET', 'ALLOWED_DEVELOPMENT_HOSTS', 'SITE_INFO'],
  jobs: [...database, 'PUBLIC_URL', 'JOBS_QUEUE_URL'],
  progress: [...database, 'PUBLIC_URL'],
  tutorials: [...database, 'PUBLIC_URL', 'FILES_BUCKET', 'SITE_INFO'],
  sharing: [...database, 'PUBLIC_URL', 'SHARING_SECRET_ARN'],
  public: [...database, 'PUBLIC_URL', 'FILES_BUCKET', 'SHARING_SECRET_ARN', 'SITE_INFO'],
  marks: [...database, 'PUBLIC_URL', 'FILES_BUCKET'],
  reports: [...database, 'PUBLIC_URL', 'SHARING_SECRET_ARN', ...operatorMail],
  operators: [...database, 'PUBLIC_URL', 'FILES_BUCKET', 'OPERATORS_SECRET_ARN', ...operatorMail],
  'report-clock': [...database, 'PUBLIC_URL', ...operatorMail],
  dispatcher: [...database, 'STATE_MACHINE_ARN', 'JOBS_QUEUE_URL', 'SESSION_LIMITS'],
  migrate: [...database],
  retention: [
    ...database,
    'KEYS_BUCKET',
    'FILES_BUCKET',
    'JOBS_QUEUE_URL',
    'PUBLIC_URL',
    'RESEND_SECRET_ARN',
    'MAIL_FROM',
  ],
  gateway: [...database, ...sessions, ...browserTasks, 'PUBLIC_URL', 'SESSION_LIMITS'],
  browser: ['ALLOWED_DEVELOPMENT_HOSTS', 'SESSION_LIMITS', 'WAIT_SECONDS'],
  authenticate: [...database, ...drive],
  plan: [...database, 'ANTHROPIC_SECRET_ARN'],
  capture: [...database, ...drive, 'FILES_BUCKET', 'ANTHROPIC_SECRET_ARN'],
  redact: [...database, 'FILES_BUCKET'],
  analyze: [...database, 'FILES_BUCKET', 'ANTHROPIC_SECRET_ARN'],
  generate: [...database, 'FILES_BUCKET', 'ANTHROPIC_SECRET_ARN'],
  review: [...database, 'FILES_BUCKET', 'ANTHROPIC_SECRET_ARN'],
  publish: [...database],
  notify: [...database, 'PUBLIC_URL', 'RESEND_SECRET_ARN', 'MAIL_FROM'],
  approval: [...database, 'PUBLIC_URL', 'RESEND_SECRET_ARN', 'MAIL_FROM'],
  fail: [...database, 'PUBLIC_URL', 'RESEND_SECRET_ARN', 'MAIL_FROM'],
} as const satisfies Record<string, readonly EnvKey[]>;
export type Program = keyof typeof programEnv;
