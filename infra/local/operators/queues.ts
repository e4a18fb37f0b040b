import type { Queue } from '../sqs-queue.ts';
import { html } from './html.ts';
import { actionButton, json, page, table, time } from './layout.ts';

export function queuesPage(queues: Queue[]): string {
  const rows = queues.map((queue) => {
    const { visible, inFlight, delayed } = queue.counts();
    const { name, redrive } = queue.options;
    return html`<tr>
      <td><a href="/_local/queues/${encodeURIComponent(name)}">${name}</a></td>
      <td class="number">${visible}</td>
      <td class="number">${inFlight}</td>
      <td class="number">${delayed}</td>
      <td>${redrive ? html`${redrive.deadLetters()?.options.name} after ${redrive.maxReceiveCount} tries` : '–'}</td>
    </tr>`;
  });
  const head = ['Queue', 'Waiting', 'Being worked on', 'Delayed', 'Dead letters go to'];
  return page('Queues', 'Queues', table('Queues', head, rows, 'The stack has no queue.'));
}

export function queuePage(queue: Queue): string {
  const rows = queue.list().map(
    (message) =>
      html`<tr>
        <td>${time(new Date(message.sentAt))}</td>
        <td class="number">${message.receiveCount}</td>
        <td>${json(message.body)}</td>
      </tr>`,
  );
  const body = table('Messages', ['Sent (UTC)', 'Received', 'Body'], rows, 'No message in this queue.');
  const dead = queue.list().some(({ from }) => from !== undefined);
  const button = actionButton(
    `/_local/queues/${encodeURIComponent(queue.options.name)}/redrive`,
    'Redrive',
    'Puts every message back into the queue that it came from.',
  );
  return page('Queues', queue.options.name, html`${dead && button} ${body}`);
}
