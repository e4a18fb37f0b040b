import type { ExecutionEvent } from '../execution-store.ts';
import { html, type Html } from './html.ts';
import { table } from './layout.ts';

const columns = ['modelCalls', 'inputTokens', 'cachedTokens', 'outputTokens', 'modelMs', 'costMicros'] as const;
type Use = Record<(typeof columns)[number], number>;

/** What an execution's states asked of the model, as their counts say: requests, tokens, seconds, dollars at list price. */
export function modelUse(events: readonly ExecutionEvent[]): Html | false {
  const states = events.flatMap(({ type, state = '', output }) => {
    const counts = type === 'StateExited' ? (output as Record<string, Partial<Use>> | undefined)?.[state] : undefined;
    return counts?.modelCalls ? [{ state, use: wholeUse(counts) }] : [];
  });
  if (states.length === 0) return false;
  const total = Object.fromEntries(
    columns.map((column) => [column, states.reduce((sum, { use }) => sum + use[column], 0)]),
  ) as Use;
  const head = ['State', 'Requests', 'Tokens in', 'From the cache', 'Tokens out', 'Seconds', 'US dollars'];
  const rows = [...states, { state: 'all', use: total }].map(
    ({ state, use }) =>
      html`<tr>
        <td>${state}</td>
        <td class="number">${use.modelCalls}</td>
        <td class="number">${use.inputTokens}</td>
        <td class="number">${use.cachedTokens}</td>
        <td class="number">${use.outputTokens}</td>
        <td class="number">${(use.modelMs / 1000).toFixed(1)}</td>
        <td class="number">${(use.costMicros / 1e6).toFixed(4)}</td>
      </tr>`,
  );
  return html`<h2>Model use</h2>
    ${table('Model use', head, rows, '')}`;
}

function wholeUse(counts: Partial<Use>): Use {
  return Object.fromEntries(columns.map((column) => [column, counts[column] ?? 0])) as Use;
}
