import type { RedactedFrame } from './frames.ts';

/** What the redaction audit keeps of a picture: counts by kind, stage and reason, and its hash. Never a text (R5). */
export function auditCounts({ regions, sha256 }: Pick<RedactedFrame, 'regions' | 'sha256'>) {
  const countBy = (field: 'kind' | 'stage' | 'reason') => {
    const counts: Record<string, number> = {};
    for (const region of regions) counts[region[field]] = (counts[region[field]] ?? 0) + 1;
    return JSON.stringify(counts);
  };
  return {
    regions: regions.length,
    by_kind: countBy('kind'),
    by_stage: countBy('stage'),
    by_reason: countBy('reason'),
    output_sha256: sha256,
  };
}
