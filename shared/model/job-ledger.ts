import { sql } from 'kysely';
import { ProductError } from '#shared/contract/errors.ts';
import type { PipelineState, StateCounts, StateInput } from '#shared/contract/pipeline.ts';
import type { Database } from '../db/database.ts';
import { auditCounts } from '../redaction/audit-counts.ts';
import { log } from '../log/log.ts';
import { jobBudget, type ModelCall, type ModelLedger } from './ledger.ts';

export interface JobLedger extends ModelLedger {
  /** What this state has asked for so far. */
  counts: () => StateCounts;
}

/**
 * Writes every request of a state to `model_calls` and to the log, every picture of one to the redaction audit, and holds the attempt to its budget over all its
 * states. Each attempt has a budget of its own: trying again is the user's decision.
 */
export async function openJobLedger(
  db: Database,
  { jobId, attempt }: StateInput,
  state: PipelineState,
): Promise<JobLedger> {
  const before = await db
    .selectFrom('model_calls')
    .select([
      sql<number>`coalesce(sum(input + cache_read + cache_written + output), 0)::float8`.as('tokens'),
      sql<number>`coalesce(sum(cost_micros), 0)::float8`.as('cost'),
    ])
    .where('job_id', '=', jobId)
    .where('attempt', '=', attempt)
    .executeTakeFirstOrThrow();
  const counts = { modelCalls: 0, inputTokens: 0, cachedTokens: 0, outputTokens: 0, costMicros: 0, modelMs: 0 };
  const audited = new Set<string>();
  const tokens = () => before.tokens + counts.inputTokens + counts.cachedTokens + counts.outputTokens;
  return {
    counts: () => ({ ...counts }),
    admit() {
      if (tokens() >= jobBudget.tokens) throw new ProductError('BUDGET_SPENT', 'tokens');
      if (before.cost + counts.costMicros >= jobBudget.costMicros) throw new ProductError('BUDGET_SPENT', 'money');
    },
    async sends(pictures) {
      for (const picture of pictures) {
        if (audited.has(picture.sha256)) continue;
        audited.add(picture.sha256);
        await db
          .insertInto('redaction_audit')
          .values((eb) => ({
            asset_id: null,
            tutorial_id: eb.selectFrom('jobs').select('tutorial_id').where('id', '=', jobId),
            ...auditCounts(picture),
          }))
          .execute();
      }
    },
    async record(call) {
      counts.modelCalls += 1;
      counts.inputTokens += call.input + call.cacheWritten;
      counts.cachedTokens += call.cacheRead;
      counts.outputTokens += call.output;
      counts.costMicros += call.costMicros;
      counts.modelMs += call.ms;
      log('model.call', { jobId, attempt, state, ...call });
      await db.insertInto('model_calls').values(rowOf(call, { jobId, attempt, state })).execute();
    },
  };
}

function rowOf(call: ModelCall, { jobId, attempt, state }: StateInput & { state: PipelineState }) {
  const { cacheRead, cacheWritten, costMicros, ...same } = call;
  return {
    ...same,
    job_id: jobId,
    attempt,
    state,
    cache_read: cacheRead,
    cache_written: cacheWritten,
    cost_micros: costMicros,
  };
}
