import type { ExpressionBuilder } from 'kysely';
import type { Schema } from '#shared/db/schema.ts';

/** A link that opens its tutorial: neither revoked nor past its end. */
export function isLiveLink(eb: ExpressionBuilder<Schema, 'share_links'>, now: Date) {
  const lasts = eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]);
  return eb.and([eb('revoked_at', 'is', null), lasts]);
}
