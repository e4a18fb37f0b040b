import type { BucketObjects } from './s3-objects.ts';
import type { LocalTemplate } from './template.ts';

export interface ExpiryRule {
  prefix: string;
  days: number;
}

/** The second list changes nothing here: there are no versions and no uploads in parts. */
const known = ['Id', 'Status', 'Prefix', 'ExpirationInDays'];
const moot = ['AbortIncompleteMultipartUpload', 'NoncurrentVersionExpiration', 'ExpiredObjectDeleteMarker'];

const dayMs = 86_400_000;
const everyMs = 3_600_000;

/** Rules of each bucket by its name. Throws on a rule that does more than let objects expire. */
export function expiryRules(template: LocalTemplate): Map<string, ExpiryRule[]> {
  const buckets = template.resources('AWS::S3::Bucket').map(({ names, properties, path }) => {
    const rules = ((properties['LifecycleConfiguration']?.Rules ?? []) as Record<string, string>[]).flatMap((rule) => {
      const unknown = Object.keys(rule).find((key) => !known.includes(key) && !moot.includes(key));
      if (unknown) throw new Error(`${path}: the local run does not know ${unknown} of a lifecycle rule`);
      if (rule['Status'] !== 'Enabled' || rule['ExpirationInDays'] === undefined) return [];
      return [{ prefix: rule['Prefix'] ?? '', days: Number(rule['ExpirationInDays']) }];
    });
    return [names.ref, rules] as const;
  });
  return new Map(buckets);
}

/**
 * When an object goes: the days after it was stored, rounded up to the next midnight UTC ("Lifecycle rules: based on an
 * object's age" in the S3 user guide).
 */
export function expiresAt(modified: string, days: number): number {
  return Math.ceil((Date.parse(modified) + days * dayMs) / dayMs) * dayMs;
}

/** Removes what has expired; returns how many objects that were. */
export async function expireObjects(
  buckets: Map<string, BucketObjects>,
  rules: Map<string, ExpiryRule[]>,
  now = Date.now(),
): Promise<number> {
  let removed = 0;
  for (const [name, objects] of buckets) {
    for (const { prefix, days } of rules.get(name) ?? []) {
      for (const key of objects.keys(prefix)) {
        const found = objects.get(key);
        if (!found || expiresAt(found.modified, days) > now) continue;
        await objects.remove(key);
        removed += 1;
      }
    }
  }
  return removed;
}

/** Lets objects expire now and then, as S3 does about once a day. */
export function startLifecycle(template: LocalTemplate, buckets: Map<string, BucketObjects>): { stop(): void } {
  const rules = expiryRules(template);
  const sweep = () => {
    expireObjects(buckets, rules).catch((error: unknown) => console.error('Expired objects were not removed', error));
  };
  sweep();
  const timer = setInterval(sweep, everyMs);
  return { stop: () => clearInterval(timer) };
}
