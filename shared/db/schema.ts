import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Language } from '#shared/contract/accounts.ts';
import type { connectionTypes } from '#shared/contract/connections.ts';
import type { ErrorCode } from '#shared/contract/errors.ts';
import type { JobStatus, PipelineState } from '#shared/contract/pipeline.ts';
import type { Plan } from '#shared/contract/plan.ts';
import type { RedactionStage, RegionKind } from '#shared/contract/redaction.ts';
import type { Reporter, ReportOutcome, ReportSubject } from '#shared/contract/reports.ts';
import type { EndReason } from '#shared/contract/stream.ts';
import type { TutorialLanguage } from '#shared/contract/tutorial-language.ts';
import type { ReviewScore } from '#shared/contract/review.ts';
import type { actionsDone, Box, tutorialStatuses } from '#shared/contract/tutorials.ts';

/** The one description of the tables' rows; `migrations/` makes the tables. Times are `timestamptz`, ids are random UUIDs. */
export interface Schema {
  users: UsersTable;
  sessions: SessionsTable;
  sign_in_attempts: SignInAttemptsTable;
  consents: ConsentsTable;
  connections: ConnectionsTable;
  browser_sessions: BrowserSessionsTable;
  warm_browsers: WarmBrowsersTable;
  connection_preferences: ConnectionPreferencesTable;
  jobs: JobsTable;
  model_calls: ModelCallsTable;
  progress_events: ProgressEventsTable;
  tutorials: TutorialsTable;
  steps: StepsTable;
  assets: AssetsTable;
  redaction_audit: RedactionAuditTable;
  marks: MarksTable;
  look_overs: LookOversTable;
  share_links: ShareLinksTable;
  erasures: ErasuresTable;
  pair_key_erasures: PairKeyErasuresTable;
  reports: ReportsTable;
  report_attempts: ReportAttemptsTable;
  operator_access: OperatorAccessTable;
}

type Timestamp = ColumnType<Date, Date | string, Date | string>;
type Created = ColumnType<Date, Date | undefined, never>;
type Json<T extends object> = JSONColumnType<T>;

interface UsersTable {
  id: Generated<string>;
  name: string;
  email: string;
  password_hash: string;
  preferences: Json<{ language: Language }>;
  created_at: Created;
}

interface SessionsTable {
  /** SHA-256 of the cookie's value: a copy of the table signs nobody in. */
  token_hash: Buffer;
  user_id: string;
  created_at: Created;
  expires_at: Timestamp;
}

/** Wrong passwords of the last minutes, by the SHA-256 of the address that was tried. */
interface SignInAttemptsTable {
  email_hash: Buffer;
  at: Timestamp;
}

interface ConsentsTable {
  id: Generated<string>;
  user_id: string;
  kind: 'connect_platform' | 'keep_site_storage';
  version: string;
  given_at: Created;
}

/** Promise C6 names these columns; nothing else about a connection is kept. */
interface ConnectionsTable {
  id: Generated<string>;
  user_id: string;
  /** Random id of this user–platform pair: with `user_id` the encryption context of the pair's key. */
  platform_id: string;
  platform_url: string;
  display_name: string;
  connection_type: (typeof connectionTypes)[number];
  /** See `shared/crypto/session-cookies.ts` for the layout. */
  cookies: Buffer;
  /** Sealed in the same way, only where the user has agreed to it: then the type is `cookies_and_storage`. */
  site_storage: Buffer | null;
  connected_at: Timestamp;
  last_used_at: Timestamp | null;
  expires_at: Timestamp;
}

/** What a user wants for one connection; kept apart, because C6 names what a connection holds. Without a row the default holds. */
interface ConnectionPreferencesTable {
  connection_id: string;
  /** Whether a plan that changes data on the platform waits for the user's approval. */
  approve_plans: boolean;
}

/** Lives as long as the browser task it names and not a moment longer (D6). */
interface BrowserSessionsTable {
  id: Generated<string>;
  user_id: string;
  scope: 'stream' | 'drive';
  platform_url: string;
  display_name: string;
  /** Once it has a browser. */
  task_arn: string | null;
  /** SHA-256 of the one-time ticket. */
  ticket_hash: Buffer;
  ticket_expires_at: Timestamp;
  ticket_used_at: Timestamp | null;
  /** When it came to the gateway, until it is over; when it got its place; when its gateway was last heard of. */
  queued_at: Timestamp | null;
  /** Which of its user's open sessions it was when it came, from 1: first ones are served before second ones. */
  turn: number | null;
  admitted_at: Timestamp | null;
  seen_at: Timestamp | null;
  /** How it ended, for a page whose line was cut and that comes back to another gateway. */
  end_reason: ColumnType<EndReason | null, undefined, EndReason>;
  end_connection_id: ColumnType<string | null, undefined, string | null>;
  created_at: Created;
}

/** Browser tasks that were started ahead and belong to nobody yet. */
interface WarmBrowsersTable {
  task_arn: string;
  started_at: Timestamp;
}

interface JobsTable {
  id: Generated<string>;
  user_id: string;
  connection_id: string | null;
  tutorial_id: string;
  request_key: string;
  goal: string;
  language: TutorialLanguage;
  status: JobStatus;
  percent: ColumnType<number, number | undefined, number>;
  error_code: ErrorCode | null;
  attempt: ColumnType<number, number | undefined, number>;
  /** The attempt in which the walk may have changed something on the platform: it is not repeated unasked. */
  changed_attempt: number | null;
  plan: JSONColumnType<Plan> | null;
  /** Whether a plan that changes data waits for the user, as the connection said when the job was asked for. */
  approve_plan: ColumnType<boolean, boolean | undefined, boolean>;
  /** The actions of an earlier walk, to be done again. */
  script: JSONColumnType<StepAction[] | null, string | undefined, string | null>;
  /** The original's step that alone is taken anew: the script ends with it. */
  retakes: ColumnType<string | null, string | undefined, never>;
  /** Why the walk ended before its goal, when what it had done so far is kept. */
  stopped_by: ColumnType<ErrorCode | null, undefined, ErrorCode | null>;
  approved_at: ColumnType<Date | null, Date | undefined, Date | null>;
  /** The state that the last attempt failed in. */
  failed_in: ColumnType<PipelineState | null, undefined, PipelineState | null>;
  /** States before this one were done by an earlier attempt and are not repeated. */
  resume_from: ColumnType<PipelineState | null, undefined, PipelineState | null>;
  /** Since when the user is to be told by mail that the job failed, and how often that was tried in vain. */
  mail_owed_since: ColumnType<Date | null, Date | undefined, Date | null>;
  mail_tries: Generated<number>;
  created_at: Created;
  updated_at: Timestamp;
  finished_at: Timestamp | null;
}

/** One request to the model in counts: what a job cost, and where (never what was said). */
interface ModelCallsTable {
  id: Generated<string>;
  job_id: string;
  attempt: number;
  state: PipelineState;
  task: string;
  model: string;
  outcome: string;
  status: number;
  input: number;
  cache_read: number;
  cache_written: number;
  output: number;
  cost_micros: number;
  ms: number;
  created_at: Created;
}

interface ProgressEventsTable {
  sequence: Generated<string>;
  job_id: string;
  status: JobStatus;
  percent: number;
  created_at: Created;
}

interface TutorialsTable {
  id: Generated<string>;
  user_id: string;
  title: string;
  goal: string;
  language: TutorialLanguage;
  platform_name: string;
  platform_url: string;
  summary: ColumnType<string, string | undefined, string>;
  before_you_start: ColumnType<string[], string | undefined, string>;
  result: ColumnType<string, string | undefined, string>;
  troubleshooting: ColumnType<string[], string | undefined, string>;
  status: (typeof tutorialStatuses)[number];
  review: JSONColumnType<ReviewScore> | null;
  /** The tutorial that this one is a draft for: the script was run again, and nothing is replaced yet. */
  rerun_of: ColumnType<string | null, string | undefined, string | null>;
  /** In the showcase since. */
  published_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  created_at: Created;
}

/** What was done, in words that passed the redaction of text. */
export interface StepAction {
  kind: Exclude<(typeof actionsDone)[number], 'stopped'> | 'done';
  /** Accessible role and name of the element, as the page's outline gave them. */
  role: string;
  name: string;
  value: string;
  /** Heading the element stands under, and what the action changed: both redacted. */
  place?: string;
  change?: string;
  /** The script of an earlier walk did not fit here, and the model found the way. */
  mended?: boolean;
  /** What held after this action in the earlier walk does not hold any more: somebody has to look. */
  unconfirmed?: boolean;
  /** The run ended here before its goal; in a script that was run again, nothing took this action's place. */
  stopped?: boolean;
  /** Role and name of what a drag ends on. */
  to?: { role: string; name: string };
  /** Icons, tooltips and addresses by which an element without a name is found again. */
  hints?: { kind: string; text: string }[];
  /** Frames from the page down to the element, each by its name, id or place; none for the page itself. */
  frames?: string[];
  /** What held after the action: the page's address without query, and names that had appeared. */
  holds?: { path: string; shown: string[] };
}

/** A redacted frame that waits for the gate. */
export interface StagedFrame {
  key: string;
  width: number;
  height: number;
  sha256: string;
  highlight: Box | null;
  regions: { box: Box; kind: RegionKind; stage: RedactionStage; reason: string }[];
  /** Boxes of the texts that are to stay readable. */
  legible: Box[];
}

interface StepsTable {
  id: Generated<string>;
  tutorial_id: string;
  position: number;
  action: Json<StepAction>;
  /** Labels of the step's outline, redacted: a step text may quote only these. */
  labels: Json<string[]>;
  staged: JSONColumnType<StagedFrame> | null;
  /** What the step changed on the page, from `analyze`. */
  analysis: ColumnType<string, string | undefined, string>;
  text: ColumnType<string, string | undefined, string>;
  why: ColumnType<string, string | undefined, string>;
}

export type AssetKind = 'frame' | 'video' | 'captions';

interface AssetsTable {
  id: Generated<string>;
  tutorial_id: string;
  step_id: string | null;
  kind: AssetKind;
  key: string;
  content_type: string;
  bytes: number;
  sha256: string;
  width: number;
  height: number;
  highlight: JSONColumnType<Box> | null;
  redactions: Json<Partial<Record<RegionKind, number>>>;
  created_at: Created;
}

/** Counts only, kept 12 months and therefore not tied to the tutorial's life (R5, D8). */
interface RedactionAuditTable {
  id: Generated<string>;
  /** Null for a picture that a model was sent and that is not stored. */
  asset_id: string | null;
  tutorial_id: string;
  regions: number;
  by_kind: Json<Partial<Record<RegionKind, number>>>;
  by_stage: Json<Partial<Record<RedactionStage, number>>>;
  by_reason: Json<Record<string, number>>;
  output_sha256: string;
  created_at: Created;
}

/** A frame that somebody marked by hand, and the frame that took its place. */
interface MarksTable {
  tutorial_id: string;
  request_key: string;
  asset_id: string;
  result_asset_id: string;
  marked_by: MarkedBy;
  regions: number;
  created_at: Created;
}
export type MarkedBy = 'owner' | 'operator';

/** A picture as it was when its owner looked it over. */
export interface LookedOverFrame {
  assetId: string;
  sha256: string;
}

/** The owner's newest look over a tutorial's pictures (R7). */
interface LookOversTable {
  tutorial_id: string;
  frames: Json<LookedOverFrame[]>;
  at: Timestamp;
  /** When a mark changed a picture. */
  voided_at: Timestamp | null;
}

interface ShareLinksTable {
  id: string;
  tutorial_id: string;
  created_at: Timestamp;
  expires_at: Timestamp | null;
  revoked_at: Timestamp | null;
}

/** Files that no row names any more and that are still to be erased. */
interface ErasuresTable {
  key: string;
  created_at: Created;
}

/** Pair keys whose ciphertext is gone and that are still to be erased (K4). They outlive their user's row. */
interface PairKeyErasuresTable {
  user_id: string;
  platform_id: string;
  created_at: Created;
}

/** A frame that somebody says shows personal data: operators have until `due_at`. */
interface ReportsTable {
  id: Generated<string>;
  tutorial_id: string;
  asset_id: string;
  reporter: Reporter;
  subject: ReportSubject;
  created_at: Timestamp;
  due_at: Timestamp;
  /** When the operators' mail went out, and when the alarm for a report near its end did. */
  mailed_at: Timestamp | null;
  warned_at: Timestamp | null;
  closed_at: Timestamp | null;
  outcome: ReportOutcome | null;
  /** When the owner was told that an operator redacted the picture. */
  owner_mailed_at: ColumnType<Date | null, undefined, Date>;
  /** How often that was tried in vain. */
  owner_mail_tries: Generated<number>;
}

/** Reports of the last day, by a keyed hash of the account or the address that they came from. */
interface ReportAttemptsTable {
  source_hash: Buffer;
  tutorial_id: string;
  reporter: Reporter;
  at: Timestamp;
}

/** What operators did with frames that are not theirs: ids alone, kept as long as the redaction audit. */
interface OperatorAccessTable {
  id: Generated<string>;
  operator: string;
  report_id: string;
  tutorial_id: string;
  asset_id: string;
  action: 'opened' | 'looked' | 'redacted' | 'closed';
  at: Timestamp;
}
