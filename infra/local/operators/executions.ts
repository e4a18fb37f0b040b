import type { Execution, ExecutionEvent } from '../execution-store.ts';
import { html, type Html } from './html.ts';
import { modelUse } from './model-use.ts';
import { duration, json, page, status, table, time } from './layout.ts';

export function executionsPage(executions: Execution[]): string {
  const rows = executions.map(
    (execution) =>
      html`<tr>
        <td><a href="/_local/executions/${encodeURIComponent(execution.name)}">${execution.name}</a></td>
        <td>${status(execution.status)}</td>
        <td>${stateOf(execution)}${execution.error && html` <code>${execution.error}</code>`}</td>
        <td>
          ${execution.events.filter(({ type }) => type === 'StateRetried').length || html`<span class="quiet">0</span>`}
        </td>
        <td>${time(execution.startedAt)}</td>
        <td class="number">${length(execution)}</td>
      </tr>`,
  );
  const head = ['Execution', 'Status', 'State', 'Retries', 'Started (UTC)', 'Took'];
  return page(
    'Executions',
    'Executions',
    table('Executions', head, rows, 'No execution yet. One starts with every tutorial that is asked for.'),
  );
}

/** One execution: what came in, each state with its input, output, errors and retries, what came out. */
export function executionPage(execution: Execution): string {
  return page(
    'Executions',
    execution.name,
    html`<dl class="facts">
        <dt>Status</dt>
        <dd>${status(execution.status)}</dd>
        <dt>Started</dt>
        <dd>${time(execution.startedAt)} UTC, took ${length(execution)}</dd>
        ${
          execution.error &&
          html`<dt>Error</dt>
            <dd><code>${execution.error}</code> ${execution.cause}</dd>`
        }
      </dl>
      ${
        execution.status === 'FAILED' &&
        html`<form method="post" action="/_local/executions/${encodeURIComponent(execution.name)}/redrive">
          <p>The next attempt keeps what is done: an approved plan, and the steps and pictures of a finished walk.</p>
          <button>Redrive</button>
        </form>`
      }
      <h2>Input</h2>
      ${json(execution.input)} ${modelUse(execution.events)}
      <h2>States</h2>
      <ol class="states">
        ${visits(execution).map((visit) => visitItem(visit, execution))}
      </ol>
      ${
        execution.output &&
        html`<h2>Output</h2>
          ${json(execution.output)}`
      }`,
  );
}

/** From entering a state to leaving it; what failed and was tried again meanwhile is within. */
interface Visit {
  entered: ExecutionEvent;
  events: ExecutionEvent[];
  exited: ExecutionEvent | undefined;
}

function visits(execution: Execution): Visit[] {
  const all: Visit[] = [];
  for (const event of execution.events) {
    const last = all.at(-1);
    if (event.type === 'StateEntered') all.push({ entered: event, events: [], exited: undefined });
    else if (event.type === 'StateExited' && last) last.exited = event;
    else if (event.state && last) last.events.push(event);
  }
  return all;
}

function visitItem({ entered, events, exited }: Visit, execution: Execution): Html {
  const failed = events.filter(({ type }) => type === 'StateFailed');
  const retries = events.filter(({ type }) => type === 'StateRetried').length;
  const caught = events.some(({ type }) => type === 'StateCaught');
  const state = caught ? 'FAILED' : exited ? 'SUCCEEDED' : execution.status;
  const end = exited ? Date.parse(exited.at) : Date.parse(execution.stoppedAt ?? new Date().toISOString());
  return html`<li>
    <details>
      <summary>
        <span class="state">${entered.state}</span> ${status(state)}
        <span class="quiet"
          >${duration(Date.parse(entered.at), end)}${retries > 0 && `, ${retries} ${retries === 1 ? 'retry' : 'retries'}`}</span
        >
        ${failed.length > 0 && html`<code>${failed.at(-1)!.error}</code>`}
      </summary>
      ${failed.map(({ at, error, cause }) => html`<p class="failure">${time(at)} <code>${error}</code> ${cause}</p>`)}
      <h3>Input</h3>
      ${json(entered.input)}
      ${
        exited &&
        html`<h3>Output</h3>
          ${json(exited.output)}`
      }
    </details>
  </li>`;
}

/** The state in progress, the one whose error ended the execution, or the last. */
function stateOf({ current, status, events }: Execution): string {
  const wanted = status === 'FAILED' ? 'StateFailed' : 'StateEntered';
  const found = status === 'FAILED' ? events.find(({ type }) => type === 'StateCaught') : undefined;
  return current?.state ?? (found ?? events.findLast(({ type }) => type === wanted))?.state ?? '–';
}

function length({ startedAt, stoppedAt }: Execution): string {
  return duration(Date.parse(startedAt), stoppedAt ? Date.parse(stoppedAt) : Date.now());
}
