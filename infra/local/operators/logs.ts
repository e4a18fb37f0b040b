import { logNames, logTail } from '../logs.ts';
import { html } from './html.ts';
import { page } from './layout.ts';

export function logsPage(dataFolder: string): string {
  const names = logNames(dataFolder);
  const list = html`<ul class="plain">
    ${names.map((name) => html`<li><a href="/_local/logs/${encodeURIComponent(name)}">${name}</a></li>`)}
  </ul>`;
  return page('Logs', 'Logs', names.length > 0 ? list : html`<p class="empty">Nothing has written a log yet.</p>`);
}

export function logPage(dataFolder: string, name: string): string {
  const lines = logTail(dataFolder, name);
  const body =
    lines.length > 0
      ? html`<p class="quiet">The last ${lines.length} lines, the newest at the end.</p>
          <pre class="log" tabindex="0">${lines.join('\n')}</pre>`
      : html`<p class="empty">This log is empty.</p>`;
  return page('Logs', name, body);
}
