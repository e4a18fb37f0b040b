import type { Task } from '../ecs-task.ts';
import { html } from './html.ts';
import { page, status, table, time } from './layout.ts';

export function tasksPage(tasks: Task[]): string {
  const newestFirst = tasks.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  const rows = newestFirst.map(
    (task) =>
      html`<tr>
        <td>
          <a href="/_local/logs/${encodeURIComponent(String(task.request.definition.properties['Family']))}"
            >${task.container.Name}</a
          >
          <span class="quiet">${task.id.slice(0, 8)}</span>
        </td>
        <td>${status(task.lastStatus)}</td>
        <td>${task.address}</td>
        <td>${time(task.startedAt)}</td>
        <td>${time(task.stoppedAt)}</td>
        <td>${task.stoppedReason}${task.exitCode !== undefined && `, exit code ${task.exitCode}`}</td>
      </tr>`,
  );
  const head = ['Task', 'Status', 'Address', 'Started (UTC)', 'Stopped (UTC)', 'Why it stopped'];
  return page('Tasks', 'Tasks', table('Tasks', head, rows, 'No task has run since the start.'));
}
