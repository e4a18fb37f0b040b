import type { BucketObjects, Version } from './s3-objects.ts';
import type { BucketUploads } from './s3-parts.ts';
import type { LocalTemplate } from './template.ts';

/** Days after which something goes; each only where the rule says so. */
export interface ExpiryRule {
  prefix: string;
  /** Objects; where the bucket keeps versions they are hidden behind a delete marker. */
  days?: number;
  /** Versions that are not the current one, from when they ceased to be. */
  noncurrentDays?: number;
  /** Uploads in parts that nobody completes. */
  uploadDays?: number;
  /** Delete markers that hide nothing any more. */
  loneMarkers: boolean;
}

const known = [
  'Id',
  'Status',
  'Prefix',
  'ExpirationInDays',
  'AbortIncompleteMultipartUpload',
  'NoncurrentVersionExpiration',
  'ExpiredObjectDeleteMarker',
];

const dayMs = 86_400_000;
const everyMs = 3_600_000;

/** Rules of each bucket by its name. Throws on a rule that does more than let things expire. */
export function expiryRules(template: LocalTemplate): Map<string, ExpiryRule[]> {
  const buckets = template.resources('AWS::S3::Bucket').map(({ names, properties, path }) => {
    const rules = (properties['LifecycleConfiguration']?.Rules ?? []) as Rule[];
    return [names.ref, rules.flatMap((rule) => readRule(path, rule))] as const;
  });
  return new Map(buckets);
}

interface Rule {
  Status: string;
  Prefix?: string;
  ExpirationInDays?: number | string;
  NoncurrentVersionExpiration?: { NoncurrentDays: number | string };
  AbortIncompleteMultipartUpload?: { DaysAfterInitiation: number | string };
  ExpiredObjectDeleteMarker?: boolean;
}

function readRule(path: string, rule: Rule): ExpiryRule[] {
  const { NoncurrentVersionExpiration: noncurrent, AbortIncompleteMultipartUpload: abort } = rule;
  const unknown = [
    ...Object.keys(rule).filter((key) => !known.includes(key)),
    ...Object.keys(noncurrent ?? {}).filter((key) => key !== 'NoncurrentDays'),
  ];
  if (unknown[0]) throw new Error(`${path}: the local run does not know ${unknown[0]} of a lifecycle rule`);
  if (rule.Status !== 'Enabled') return [];
  return [
    {
      prefix: rule.Prefix ?? '',
      loneMarkers: rule.ExpiredObjectDeleteMarker === true,
      ...(rule.ExpirationInDays !== undefined && { days: Number(rule.ExpirationInDays) }),
      ...(noncurrent && { noncurrentDays: Number(noncurrent.NoncurrentDays) }),
      ...(abort && { uploadDays: Number(abort.DaysAfterInitiation) }),
    },
  ];
}

/**
 * When an object goes: the days after it was stored, rounded up to the next midnight UTC ("Lifecycle rules: based on an
 * object's age" in the S3 user guide).
 */
export function expiresAt(modified: string, days: number): number {
  return Math.ceil((Date.parse(modified) + days * dayMs) / dayMs) * dayMs;
}

interface Expiring {
  buckets: Map<string, BucketObjects>;
  uploads: Map<string, BucketUploads>;
}

/** Removes what has expired; returns how many objects, versions and uploads that were. */
export async function expireObjects(
  { buckets, uploads }: Expiring,
  rules: Map<string, ExpiryRule[]>,
  now = Date.now(),
): Promise<number> {
  const isOver = (since: string, days: number | undefined) => days !== undefined && expiresAt(since, days) <= now;
  let removed = 0;
  for (const [name, objects] of buckets) {
    for (const rule of rules.get(name) ?? []) {
      for (const key of objects.keys(rule.prefix)) {
        if (!isOver(objects.get(key)!.modified, rule.days)) continue;
        await objects.remove(key);
        removed += 1;
      }
      for (const key of objects.keysWithVersions(rule.prefix)) {
        const gone = oldVersions(objects.versionsOf(key), rule, isOver);
        for (const { versionId } of gone) await objects.removeVersion(key, versionId);
        removed += gone.length;
      }
      const abandoned = (uploads.get(name)?.list() ?? []).filter(
        ({ key, initiated }) => key.startsWith(rule.prefix) && isOver(initiated, rule.uploadDays),
      );
      for (const upload of abandoned) uploads.get(name)!.end(upload);
      removed += abandoned.length;
    }
  }
  return removed;
}

function oldVersions(
  versions: Version[],
  { noncurrentDays, loneMarkers }: ExpiryRule,
  isOver: (since: string, days: number | undefined) => boolean,
): Version[] {
  // Of one key the newest comes first: a version ceased to be the current one when the one before it was made.
  const old = versions.filter((_, index) => index > 0 && isOver(versions[index - 1]!.modified, noncurrentDays));
  const [only, ...more] = versions.filter((version) => !old.includes(version));
  return only && !only.object && more.length === 0 && loneMarkers ? [...old, only] : old;
}

/** Lets objects expire now and then, as S3 does about once a day. */
export function startLifecycle(template: LocalTemplate, expiring: Expiring): { stop(): void } {
  const rules = expiryRules(template);
  const sweep = () => {
    expireObjects(expiring, rules).catch((error: unknown) => console.error('Expired objects were not removed', error));
  };
  sweep();
  const timer = setInterval(sweep, everyMs);
  return { stop: () => clearInterval(timer) };
}
