import type { Box } from '#shared/contract/tutorials.ts';
import type { RawFrame, RedactedFrame, RedactionRegion } from '#shared/redaction/frames.ts';
import { redact } from '#shared/redaction/mask-frame.ts';

/** A frame with these regions masked, whatever its pixels show. */
export async function masked(
  raw: RawFrame,
  regions: readonly RedactionRegion[],
  legible: readonly Box[] = [],
): Promise<RedactedFrame> {
  const frame = await redact(raw, async () => ({ regions, legible }));
  return frame!;
}
